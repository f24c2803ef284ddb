/** The frame around every page: where one is, where one can go, and the keys for it. */
import { ErrorBoundary, lazy, LocationProvider, Route, Router, useLocation } from 'preact-iso';
import { base, pathOf } from './place';
import { HomePage } from './pages/home';
import { Keys } from './parts/keys';
import { NotFound } from './pages/not-found';

const RunsPage = lazy(() => import('./pages/runs').then(({ RunsPage: page }) => page));
const RunPage = lazy(() => import('./pages/run').then(({ RunPage: page }) => page));

const areas = [
  ['', 'Home'],
  ['runs', 'Runs'],
] as const;

export function App() {
  return (
    <LocationProvider scope={base}>
      <a class="skip" href={`${location.pathname}#content`}>
        To the content
      </a>
      <Bar />
      <Keys />
      <main id="content" tabIndex={-1}>
        <ErrorBoundary>
          <Router>
            <Route path={base} component={HomePage} />
            <Route path={`${base}runs`} component={RunsPage} />
            <Route path={`${base}pipelines/:pipeline/runs/:run`} component={RunPage} />
            <Route default component={NotFound} />
          </Router>
        </ErrorBoundary>
      </main>
    </LocationProvider>
  );
}

function Bar() {
  const { path } = useLocation();
  const here = pathOf(path).split('/')[0];
  return (
    <header class="bar">
      <a class="brand" href={base}>
        Landfall
      </a>
      <nav aria-label="Areas">
        {areas.map(([place, title]) => (
          <a key={place} href={base + place} aria-current={here === place ? 'page' : undefined}>
            {title}
          </a>
        ))}
      </nav>
    </header>
  );
}
