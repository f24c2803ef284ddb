"""Runs a DAG file of an export: with the names of Airflow's API that it uses, and Google's client, against a Cloud Storage at an address.

Usage: stand-in.py DAG_FILE STORAGE_URL, with {"params": …, "run_id": …} on standard input, or {} to look at the DAG alone.
Prints what the tasks came to as JSON. A name that is not listed here cannot be imported; a keyword that is not, not passed. Listed is
what airflow.apache.org documents of Airflow 3.3 and of apache-airflow-providers-google 22, read on 29 November 2026.
"""
import json
import runpy
import sys
import types
import urllib.error
import urllib.parse
import urllib.request


def ask(method, path, body=None):
    request = urllib.request.Request(sys.argv[2] + path, method=method, data=body, headers={"Authorization": "Bearer member"})
    with urllib.request.urlopen(request) as response:
        return response.read()


def quoted(name):
    return urllib.parse.quote(name, safe="")


class Blob:
    def __init__(self, bucket, name):
        self.bucket, self.name = bucket, name
        self.path = f"/b/{bucket}/o/{quoted(name)}"

    def reload(self):
        self.crc32c = json.loads(ask("GET", f"/storage/v1{self.path}"))["crc32c"]

    def rewrite(self, source, token=None, if_generation_match=None):
        query = f"?ifGenerationMatch={if_generation_match}" + (f"&rewriteToken={token}" if token else "")
        told = json.loads(ask("POST", f"/storage/v1{source.path}/rewriteTo{self.path}{query}", b""))
        return told.get("rewriteToken"), int(told["totalBytesRewritten"]), int(told["objectSize"])

    def upload_from_string(self, data, if_generation_match=None):
        query = f"?uploadType=media&name={quoted(self.name)}&ifGenerationMatch={if_generation_match}"
        ask("POST", f"/upload/storage/v1/b/{self.bucket}/o{query}", data)

    def download_as_bytes(self):
        return ask("GET", f"/storage/v1{self.path}?alt=media")


class Bucket:
    def __init__(self, name):
        self.name = name

    def blob(self, name):
        return Blob(self.name, name)

    def get_blob(self, name):
        blob = self.blob(name)
        try:
            blob.reload()
        except urllib.error.HTTPError as error:
            if error.code == 404:
                return None
            raise
        return blob


class GCSHook:
    def __init__(self, gcp_conn_id):
        assert gcp_conn_id == "google_cloud_default"

    def get_conn(self):
        return types.SimpleNamespace(bucket=Bucket)


class Task:
    """A task in a DAG, and what stands behind it."""

    def __init__(self, name, function=None):
        self.name, self.function = name, function

    def __rshift__(self, later):
        order.append([self.name, later.name])
        return later


order, sensors, dags, tasks = [], [], [], {}


def task(function):
    def called(*upstream):
        order.extend([each.name, function.__name__] for each in upstream)
        tasks[function.__name__] = function
        return Task(function.__name__, function)

    return called


class GCSObjectExistenceSensor(Task):
    def __init__(self, *, task_id, bucket, object, google_cloud_conn_id, deferrable, poke_interval, timeout):
        super().__init__(task_id)
        sensors.append(dict(bucket=bucket, object=object, deferrable=deferrable, timeout=timeout, poke_interval=poke_interval))


class Param:
    def __init__(self, default=None, description=None, **schema):
        self.shown = dict(schema, default=default)


class DAG:
    def __init__(self, dag_id, description=None, schedule=None, dagrun_timeout=None, default_args=None, params=None):
        dags.append(dict(dag_id=dag_id, schedule=schedule, params={name: each.shown for name, each in params.items()}))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


class AirflowFailException(Exception):
    pass


class AirflowSkipException(Exception):
    pass


def module(name, *values):
    made = types.ModuleType(name)
    for value in values:
        setattr(made, value.__name__, value)
    sys.modules[name] = made


module("airflow.providers.google.cloud.hooks.gcs", GCSHook)
module("airflow.providers.google.cloud.sensors.gcs", GCSObjectExistenceSensor)
module("airflow.sdk", DAG, Param, task)
module("airflow.sdk.exceptions", AirflowFailException, AirflowSkipException)
for package in ("airflow", "airflow.providers", "airflow.providers.google", "airflow.providers.google.cloud"):
    module(package)


def told(run):
    try:
        return {"returned": run()}
    except (AirflowFailException, AirflowSkipException) as error:
        return {type(error).__name__: str(error)}


runpy.run_path(sys.argv[1])
given = json.load(sys.stdin)
said = {"dag": dags[0], "order": order, "sensor": sensors[0]}
if "params" in given:
    said["submit"] = told(lambda: tasks["submit"](params=given["params"], run_id=given["run_id"]))
if "batch" in given:
    said["outcome"] = told(lambda: tasks["outcome"](given["batch"]))
print(json.dumps(said))
