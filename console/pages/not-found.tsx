import { base } from '../place';

export function NotFound() {
  return (
    <section>
      <h1>There is nothing here</h1>
      <p>
        <a href={base}>Home</a> shows every pipeline, <a href={`${base}runs`}>Runs</a> every run.
      </p>
    </section>
  );
}
