import json
import re
from datetime import timedelta

from airflow.providers.google.cloud.hooks.gcs import GCSHook
from airflow.providers.google.cloud.sensors.gcs import GCSObjectExistenceSensor
from airflow.sdk import DAG, Param, task
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

PROJECT = @project@
PIPELINE = @pipeline@
LANDING = @landing@
ARTIFACTS = @artifacts@
OUTCOMES = @outcomes@
# Copied in this order: what comes last completes the batch.
OPTIONAL = @optional@
REQUIRED = @required@
MARKER = @marker@

CONNECTION = "google_cloud_default"
# Approvals and canaries take days. After these nobody waits any more; the run goes on.
WAITED = timedelta(days=@waitedDays@)


@task
def submit(params=None, run_id=None):
    """Copies each source to where Landfall takes it in. Done again it changes nothing: what lies there stays, and is compared."""
    batch = params["batch"] or run_id
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.:+~-]{0,199}", batch):
        raise AirflowFailException(f"{batch!r} is no name of a batch: letters, digits and _ . : + ~ - after the first, 200 at most")
    landing, folder = client().bucket(LANDING), f"{PIPELINE}/{batch}"
    for source in OPTIONAL + REQUIRED:
        uri = params[f"{source}_uri"]
        if uri or source in REQUIRED:
            copy_once(uri, landing, f"{folder}/{source}")
    if MARKER and landing.get_blob(f"{folder}/{MARKER}") is None:
        landing.blob(f"{folder}/{MARKER}").upload_from_string(b"", if_generation_match=0)
    return batch


@task
def outcome(batch):
    """How the run ended. Fails where that did or was cancelled; skipped, with all that follows, where production stays as it was."""
    ended = json.loads(client().bucket(ARTIFACTS).blob(f"{OUTCOMES}{batch}.json").download_as_bytes())
    told = "; ".join(ended[key] for key in ("run", "status", "stage", "reason", "where", "fix") if key in ended)
    if ended["status"] == "refused":
        raise AirflowSkipException(told)
    if ended["status"] != "deployed":
        raise AirflowFailException(told)
    return ended


def client():
    return GCSHook(gcp_conn_id=CONNECTION).get_conn()


def copy_once(uri, landing, name):
    bucket, _, source_name = uri.removeprefix("gs://").partition("/")
    source = client().bucket(bucket).get_blob(source_name) if uri.startswith("gs://") and source_name else None
    if source is None:
        raise AirflowFailException(f"there is no object {uri!r}: it is gs://BUCKET/OBJECT")
    # Looked for first: who may not overwrite is told no more than that, when something is there already.
    there = landing.get_blob(name)
    if there is None:
        target = landing.blob(name)
        token, *_ = target.rewrite(source, if_generation_match=0)
        while token:
            token, *_ = target.rewrite(source, token=token, if_generation_match=0)
    elif there.crc32c != source.crc32c:
        raise AirflowFailException(f"gs://{LANDING}/{name} holds another content than {uri}: give the batch another name")


ADDRESS = "gs:// address of the object that is the source"

with DAG(
    dag_id=f"landfall-{PIPELINE}",
    description=f"Submits a batch to {PIPELINE} of Landfall in {PROJECT}, and waits until its run has ended",
    schedule=None,
    dagrun_timeout=WAITED,
    default_args={"retries": 3},
    params={
        "batch": Param("", type="string", description="Name of the batch; the DAG run's otherwise. The same name is the same batch."),
        **{f"{name}_uri": Param("", type="string", description=f"{ADDRESS} {name}. May be left out.") for name in OPTIONAL},
        **{f"{name}_uri": Param(type="string", pattern="^gs://[^/]+/.+", description=f"{ADDRESS} {name}.") for name in REQUIRED},
    },
):
    batch = submit()
    # Deferred: the triggerer looks every five minutes, and no worker is held meanwhile.
    wait = GCSObjectExistenceSensor(
        task_id="wait",
        bucket=ARTIFACTS,
        object=OUTCOMES + "{{ ti.xcom_pull(task_ids='submit') }}.json",
        google_cloud_conn_id=CONNECTION,
        deferrable=True,
        poke_interval=300,
        timeout=WAITED.total_seconds(),
    )
    batch >> wait >> outcome(batch)
