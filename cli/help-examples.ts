/** Examples that the help of each command shows. */

export const start = `npm start
npm start -- --exit
npm start -- --exit --json | tail -1`;
export const local = `npx landfall local
npx landfall local --port 9080 --detach`;
export const env = `eval "$(npx landfall env)"
bq query 'SELECT * FROM landfall.events'`;
export const init = `npx landfall init tickets tickets.csv
npx landfall init tickets tickets.jsonl.gz customers.csv --target reply --group customer_id
npx landfall init assistant openai-messages.jsonl`;
export const drop = `npx landfall drop email-summary emails.jsonl customers.csv --wait
npx landfall drop banking-intents train.csv --wait --json
npx landfall drop email-summary --source emails=new.jsonl.gz --batch monday
npx landfall drop banking-intents exported-shards/ --wait
npx landfall drop --add email-summary --source emails=corrections.jsonl --wait`;
export const why = `npx landfall why 0197f3a2-6a52-7a0e-b9a1-0f2a8f6f7c11
npx landfall why chatcmpl-0197f3a2-6a52-7a0e-b9a1-0f2a8f6f7c11 --json`;
export const lineage = `npx landfall lineage 20261123-3f9a2c1b
npx landfall lineage c000bd7b
npx landfall lineage 0197f3a2-6a52-7a0e-b9a1-0f2a8f6f7c11
npx landfall lineage 3f9a2c1b --openlineage > events.ndjson`;
export const costs = `npx landfall costs --pipeline email-summary
npx landfall costs --month 2026-11 --focus > costs.csv`;
export const lifecycle = `npx landfall lifecycle
npx landfall lifecycle email-summary --on 2027-04-20
npx landfall lifecycle --within 30d   (in CI: fails when something ends soon)
npx landfall lifecycle --check > catalog.patch   (read it; then git apply catalog.patch)`;
export const rehearse = `npx landfall rehearse email-summary emails.jsonl customers.csv --requests-per-week 5000
npx landfall rehearse email-summary --from 2027-05-01 --weeks 26
npx landfall rehearse email-summary --drift "30% refund from week 5"`;
export const alerts = `npx landfall alerts
npx landfall alerts --json`;
export const history = `npx landfall history email-summary
npx landfall history email-summary --days 365 --json`;
export const plan = `npx landfall plan email-summary emails.jsonl customers.csv
npx landfall plan email-summary --json`;
export const run = `npx landfall run 20261123-3f9a2c1b
npx landfall run 3f9a2c1b --watch`;
export const console = `npx landfall console
npx landfall console 3f9a2c1b --open`;
export const approve = `npx landfall approve 20261123-3f9a2c1b
npx landfall approve 3f9a2c1b --reason "read fifty of its answers"
npx landfall approve r-11853a2c`;
export const drift = `npx landfall drift email-summary
npx landfall drift email-summary --settle usual`;
export const retraining = `npx landfall retrain email-summary --why "the shops have changed their names"
npx landfall retrain email-summary --why "new products" --wait`;
export const rollback = `npx landfall rollback email-summary
npx landfall rollback email-summary --reason "answers are cut off"`;
export const promptsTest = `npx landfall prompts test polite.yaml --pipeline email-summary
npx landfall prompts test b9123083 --pipeline email-summary --version 3f9a2c --most 120 --json`;
export const explain = `npx landfall explain 20261123-3f9a2c1b
npx landfall explain 3f9a2c1b --step split`;
export const datasets = `npx landfall datasets
npx landfall datasets --pipeline email-summary --json`;
export const dataset = `npx landfall dataset 3f9a2c
npx landfall dataset 3f9a2c --line train:17
npx landfall dataset 20261123-3f9a2c1b --key e0001`;
export const diff = `npx landfall diff 3f9a2c b81d07
npx landfall diff 20261122-5a1e09c4 20261123-3f9a2c1b --json`;
export const forget = `npx landfall forget --user ana-4711
npx landfall forget --user ana-4711 --yes
npx landfall forget --user ana-4711 --yes --sources`;
export const doctor = `npx landfall doctor
npx landfall doctor --cloud`;
export const ask = `npx landfall ask email-summary "Hi, my kettle leaks, order 88121. I want my money back. Ana"
npx landfall ask my-pipeline --input question="Why?" --input context="Because."`;
export const logs = `npx landfall logs
npx landfall logs validate --run 20261123-3f9a2c1b
npx landfall logs --trace 4bf92f3577b34da6a3ce929d0e0e4736
npx landfall logs --follow --json`;
export const exports = `npx landfall export email-summary --airflow --project acme-ml --out dags/email-summary.py
npx landfall export email-summary --kfp --project acme-ml > email-summary.yaml`;
export const runs = `npx landfall runs
npx landfall runs --pipeline email-summary --json`;
export const report = `npx landfall report 20261123-3f9a2c1b
npx landfall report 3f9a2c1b --output report.html
npx landfall report 3f9a2c1b --markdown`;
export const pipelines = `npx landfall pipelines
npx landfall pipelines remove my-pipeline`;
export const pipelinesRemove = `npx landfall pipelines remove my-pipeline
npx landfall pipelines remove my-pipeline --yes`;
export const prompts = `npx landfall prompts
npx landfall prompts email-summary --json`;
export const promptsDiff = `npx landfall prompts diff 3f9a2c1b pipelines/email-summary/prompt.yaml`;
export const cancel = `npx landfall cancel 20261123-3f9a2c1b
npx landfall cancel 3f9a2c1b --reason "the wrong file"`;
export const replay = `npx landfall replay 20261123-3f9a2c1b
npx landfall replay 3f9a2c1b --from evaluate --reason "the quota is back"`;
export const reject = `npx landfall reject 20261123-3f9a2c1b --reason "it invents order numbers"`;
export const stop = `npx landfall stop`;
