# outcome: prints how the run of batch $1 ended, and writes its status to $2: deployed, or refused, which leaves production as it is.
# It fails where the run failed or was cancelled.
set -euo pipefail
outcome=$(gcloud storage cat "gs://$ARTIFACTS/$OUTCOMES$1.json")
echo "$outcome"
status=$(sed -n 's/^ *"status": "\([a-z]*\)",*$/\1/p' <<<"$outcome")
mkdir -p "$(dirname "$2")"
printf %s "$status" >"$2"
[[ $status == deployed || $status == refused ]]
