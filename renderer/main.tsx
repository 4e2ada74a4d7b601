import './client/schemas.ts';
import './styles/index.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './screens/App.tsx';
import { ErrorBoundary } from './screens/ErrorBoundary.tsx';
import { loadTheRest } from './screens/later.ts';
import { followHome } from './state/home.ts';
import { applyTheme, storedTheme } from './state/theme.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
applyTheme(storedTheme());
followHome();
createRoot(root).render(
  <StrictMode>
    <ErrorBoundary>
      <App />
    </ErrorBoundary>
  </StrictMode>,
);
loadTheRest();
