# wait: looks once whether the run of batch $1 has ended. It fails while it has not, and is tried again later: between two tries
# nothing runs. Whatever else is wrong is not waited for: the next step finds it too, and says so.
set -uo pipefail
if error=$(gcloud storage objects describe "gs://$ARTIFACTS/$OUTCOMES$1.json" --format=none 2>&1); then
  echo "the run of batch $1 has ended"
elif [[ $error == *"not found"* ]]; then
  echo "the run of batch $1 has not ended: this step is tried again" >&2
  exit 1
else
  echo "$error" >&2
fi
