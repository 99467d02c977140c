import { execFileSync } from 'node:child_process';

/** What an administrator's psql answers, for what no page can bring about. Only scripts/test.sh gives journeys a database. */
export function sql(statement: string): string {
  const { PSQL = 'psql', MIGRATION_DATABASE_URL: url = '' } = process.env;
  return execFileSync(PSQL, ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-c', statement, url], { encoding: 'utf8' }).trim();
}

/** The same in the organisation of somebody, as a job of it would. */
export function sqlWithin(email: string, statement: string): string {
  return sql(`
    set app.actor_kind = 'job';
    do $do$ begin perform set_config('app.organization_id', organization_id::text, false)
      from users where email_lower = '${email}'; end $do$;
    ${statement}`);
}
