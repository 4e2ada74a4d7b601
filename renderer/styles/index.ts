/** The page's global styles, in the order in which they must come: fonts, tokens, then what uses them. */
import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import './tokens.css';
import './base.css';
