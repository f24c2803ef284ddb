# submit: copies each source of a batch to where Landfall takes it in, and says the batch's name.
# $1 the batch; $2 this pipeline run, which is its name otherwise; $3 where the name is written; then SOURCE URI pairs.
# Done again it changes nothing: what lies there stays, and is compared.
set -euo pipefail
batch=${1:-$2}
output=$3
shift 3
if [[ ! $batch =~ ^[A-Za-z0-9][A-Za-z0-9_.:+~-]{0,199}$ ]]; then
  echo "\"$batch\" is no name of a batch: letters, digits and _ . : + ~ - after the first, 200 at most" >&2
  exit 1
fi
folder="gs://$LANDING/$PIPELINE/$batch"
checksum() { gcloud storage objects describe "$1" --format='value(crc32c_hash)'; }
# Of what is there already: who may not overwrite is told no more than that, when something is copied over it.
landed() { checksum "$folder/$1" 2>/dev/null || true; }

while (($# > 0)); do
  source=$1 uri=$2
  shift 2
  # One that may be left out.
  [[ -n $uri || " $REQUIRED " == *" $source "* ]] || continue
  if [[ ! $uri =~ ^gs://[^/]+/.*[^/]$ ]]; then
    echo "${source}_uri is \"$uri\": it is gs://BUCKET/OBJECT" >&2
    exit 1
  fi
  given=$(checksum "$uri")
  there=$(landed "$source")
  if [[ -z $there ]]; then
    gcloud storage cp --if-generation-match=0 "$uri" "$folder/$source"
  elif [[ $there != "$given" ]]; then
    echo "$folder/$source holds another content than $uri: give the batch another name" >&2
    exit 1
  fi
done
if [[ -n $MARKER && -z $(landed "$MARKER") ]]; then
  gcloud storage cp --if-generation-match=0 - "$folder/$MARKER" </dev/null
fi
mkdir -p "$(dirname "$output")"
printf %s "$batch" >"$output"
