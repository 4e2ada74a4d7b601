import { z } from 'zod';

// zod tries whether it may compile code, which the page's policy forbids and reports. Imported before every schema.
z.config({ jitless: true });
