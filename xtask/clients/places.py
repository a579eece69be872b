"""Tables in PostgreSQL, MariaDB and SeaweedFS, read through the verbs with their users' own credentials.
Arguments: the program. The databases are those of this host; SeaweedFS is started here.

Passwords are searched in everything that is printed."""
import contextlib
import json
import os
import pathlib
import random
import socket
import subprocess
import sys
import tempfile
import time

import boto3
import botocore.config
import pyarrow as pa
import pyarrow.parquet as pq

PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
SECRET = "Pa55Sentinel"
TABLE = pa.table({"id": pa.array([1, 2, 3], pa.int64()), "word": ["a", "b", None]})


def classify(where: str, *arguments: str, expect: int = 0, **variables: str) -> dict:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "AWS", "MYSQL"))}
    done = subprocess.run([PROGRAM, "classify", where, *arguments, "--format", "json"], capture_output=True, text=True,
        timeout=120, env=clean | {"HOME": HOME} | variables)
    assert SECRET not in done.stdout + done.stderr, "a password was told"
    assert done.returncode == expect, (where, done.returncode, done.stdout, done.stderr)
    return json.loads(done.stdout) if expect == 0 else {"error": done.stderr}


def names(told: dict) -> tuple:
    return told["rows"], [column["name"] for column in told["columns"]]


def run(command: list[str], text: str) -> None:
    subprocess.run(command, input=text, text=True, check=True, capture_output=True)


def postgres() -> int:
    run(["psql", "-q", "-h", "127.0.0.1", "-U", "postgres", "-v", "ON_ERROR_STOP=1"], f"""
        DROP SCHEMA IF EXISTS hygeia_verbs CASCADE; CREATE SCHEMA hygeia_verbs;
        CREATE TABLE hygeia_verbs.people (id bigint, word text); INSERT INTO hygeia_verbs.people VALUES (1, 'a'), (2, 'b'), (3, NULL);
        DROP ROLE IF EXISTS hygeia_reader; CREATE ROLE hygeia_reader LOGIN PASSWORD '{SECRET}';
        GRANT USAGE ON SCHEMA hygeia_verbs TO hygeia_reader; GRANT SELECT ON hygeia_verbs.people TO hygeia_reader;""")
    where = "postgresql+psycopg2://hygeia_reader@127.0.0.1/postgres"
    wanted = (3, ["id", "word"])
    assert names(classify(f"{where}?table=hygeia_verbs.people", PGPASSWORD=SECRET)) == wanted
    (pathlib.Path(HOME) / ".pgpass").write_text(f"*:*:*:hygeia_reader:{SECRET}\n")
    assert names(classify(where, "--query", "SELECT id, word FROM hygeia_verbs.people")) == wanted
    shown = where.replace("hygeia_reader@", f"hygeia_reader:{SECRET}@")
    assert names(classify(f"{shown}?table=hygeia_verbs.people")) == wanted
    classify(f"{shown}?table=hygeia_verbs.nowhere", expect=2)
    classify(f"{shown}?sslmode=verify-full&table=hygeia_verbs.people", expect=2)
    classify(f"postgres://hygeia_reader:{SECRET}@127.0.0.1:1/x?table=y", expect=2)
    classify(f"postgres://hygeia_reader:{SECRET}@[x/y", expect=2)
    return 7


def mariadb() -> int:
    run(["mariadb", "-h", "127.0.0.1", "-u", "root"], f"""
        CREATE DATABASE IF NOT EXISTS hygeia_verbs; USE hygeia_verbs; DROP TABLE IF EXISTS people;
        CREATE TABLE people (id BIGINT, word TEXT); INSERT INTO people VALUES (1, 'a'), (2, 'b'), (3, NULL);
        CREATE OR REPLACE USER hygeia_reader@'127.0.0.1' IDENTIFIED BY '{SECRET}';
        CREATE OR REPLACE USER hygeia_reader@'localhost' IDENTIFIED BY '{SECRET}';
        GRANT SELECT ON hygeia_verbs.* TO hygeia_reader@'127.0.0.1', hygeia_reader@'localhost';""")
    where = "mysql+pymysql://hygeia_reader@127.0.0.1/hygeia_verbs"
    wanted = (3, ["id", "word"])
    assert names(classify(f"{where}?table=people", MYSQL_PWD=SECRET)) == wanted
    (pathlib.Path(HOME) / ".my.cnf").write_text(f"[client]\npassword = {SECRET}\n")
    assert names(classify(where, "--query", "SELECT id, word FROM people;")) == wanted
    classify(where, expect=2, MYSQL_PWD=f"{SECRET}-wrong")
    classify(f"{where}?table=people&ssl-mode=required", expect=2)
    return 4


@contextlib.contextmanager
def weed(folder: pathlib.Path):
    """SeaweedFS with S3 at a port of its own."""
    def free() -> int:
        while True:
            port = random.randrange(20000, 40000)
            with contextlib.ExitStack() as stack:
                try:
                    for number in [port, port + 10000]:
                        stack.enter_context(socket.socket()).bind(("127.0.0.1", number))
                    return port
                except OSError:
                    pass
    master, volume, filer, s3 = free(), free(), free(), free()
    identity = {"name": "ada", "credentials": [{"accessKey": "ada", "secretKey": SECRET}], "actions": ["Admin"]}
    (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
    program = pathlib.Path(sys.executable).with_name("weed")
    server = subprocess.Popen([program, "server", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-dir={folder}", "-s3",
        f"-s3.config={folder}/s3.json", f"-s3.port={s3}", f"-master.port={master}", f"-volume.port={volume}",
        f"-filer.port={filer}", "-master.volumeSizeLimitMB=16"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{s3}"
    finally:
        server.terminate()
        server.wait()


def fetched(folder: pathlib.Path, client, keys: dict) -> None:
    """A model is fetched from a bucket as it was signed, or nothing of it is there."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("AWS")} | {"HOME": HOME}
    def hygeia(*arguments: str, expect: int = 0, **variables: str) -> None:
        done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=120, cwd=folder, env=clean | keys | variables)
        assert SECRET not in done.stdout + done.stderr, "a password was told"
        assert done.returncode == expect, (arguments, done.returncode, done.stdout, done.stderr)
    (folder / "credit" / "sub").mkdir(parents=True)
    (folder / "credit" / "config.json").write_text("{}")
    weights = bytes(9_000_000)
    (folder / "credit" / "sub" / "notes.txt").write_bytes(b"a line\n")
    (folder / "credit" / "w.npy").write_bytes(npy(weights))
    subprocess.run(["openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", folder / "signer.pem"], check=True, capture_output=True)
    subprocess.run(["openssl", "ec", "-in", folder / "signer.pem", "-pubout", "-out", folder / "signer.pub.pem"], check=True, capture_output=True)
    hygeia("sign", "credit", "--key", "signer.pem", "--out", "credit.sig")
    for file in ["credit/config.json", "credit/sub/notes.txt", "credit/w.npy", "credit.sig"]:
        client.put_object(Bucket="lab", Key=f"models/{file}", Body=(folder / file).read_bytes())
    key = ["--key", "signer.pub.pem"]
    hygeia("fetch", "s3://lab/models/credit", "there", *key)
    assert (folder / "there" / "w.npy").read_bytes() == npy(weights)
    assert (folder / "there" / "sub" / "notes.txt").read_text() == "a line\n"
    hygeia("fetch", "s3://lab/models/other", "gone", *key, expect=2)
    hygeia("fetch", "s3://lab/models/credit", "gone", *key, expect=3, AWS_SECRET_ACCESS_KEY=SECRET + "wrong")
    client.put_object(Bucket="lab", Key="models/credit/config.json", Body=b"{ }")
    hygeia("fetch", "s3://lab/models/credit", "gone", *key, expect=1)
    client.delete_object(Bucket="lab", Key="models/credit/config.json")
    hygeia("fetch", "s3://lab/models/credit", "gone", *key, expect=1)
    assert not (folder / "gone").exists()


def npy(data: bytes) -> bytes:
    import io
    import numpy
    out = io.BytesIO()
    numpy.save(out, numpy.frombuffer(data, dtype=numpy.uint8))
    return out.getvalue()


def buckets(folder: pathlib.Path) -> int:
    from deltalake import write_deltalake
    with weed(folder) as endpoint:
        client = boto3.client("s3", endpoint_url=endpoint, aws_access_key_id="ada", aws_secret_access_key=SECRET,
            region_name="us-east-1", config=botocore.config.Config(s3={"addressing_style": "path"}))
        for _ in range(120):
            try:
                client.create_bucket(Bucket="lab")
                break
            except Exception:
                time.sleep(0.5)
        pq.write_table(TABLE, folder / "t.parquet")
        parquet = (folder / "t.parquet").read_bytes()
        for key, body in {"one.csv": b"id,word\n1,a\n2,b\n", "parts/year=2023/a.parquet": parquet, "parts/year=2024/b c+d%25.parquet": parquet,
                "parts/_SUCCESS": b"", "other/x.csv": b"n\n1\n"}.items():
            client.put_object(Bucket="lab", Key=key, Body=body)
        write_deltalake(str(folder / "delta"), TABLE)
        write_deltalake(str(folder / "delta"), TABLE, mode="append")
        for file in (folder / "delta").rglob("*"):
            if file.is_file():
                client.put_object(Bucket="lab", Key=f"delta/{file.relative_to(folder / 'delta')}", Body=file.read_bytes())
        keys = {"AWS_ENDPOINT_URL": endpoint, "AWS_ACCESS_KEY_ID": "ada", "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_REGION": "us-east-1"}
        assert names(classify("s3://lab/one.csv", **keys)) == (2, ["id", "word"])
        assert names(classify("s3://lab/parts/", **keys)) == (6, ["id", "word", "year"])
        assert names(classify("s3://lab/parts/year=*/*.parquet", **keys))[0] == 6
        assert names(classify("s3://lab/parts/year=2023/*.parquet", **keys))[0] == 3
        assert names(classify("s3://lab/delta", **keys))[0] == 6
        assert names(classify("s3://lab/delta@0", **keys))[0] == 3
        classify("s3://lab/nowhere", expect=2, **keys)
        classify("s3://nobucket/x.csv", expect=2, **keys)
        classify("s3://lab/one.csv", expect=2, **keys | {"AWS_SECRET_ACCESS_KEY": SECRET + "wrong"})
        fetched(folder, client, keys)
        aws = pathlib.Path(HOME) / ".aws"
        aws.mkdir()
        (aws / "credentials").write_text(f"[lab]\naws_access_key_id = ada\naws_secret_access_key = {SECRET}\n")
        (aws / "config").write_text(f"[profile lab]\nregion = us-east-1\nendpoint_url = {endpoint}\n")
        assert names(classify("s3://lab/one.csv", AWS_PROFILE="lab"))[0] == 2
    return 15


with tempfile.TemporaryDirectory() as root:
    HOME = str(pathlib.Path(root) / "home")
    os.mkdir(HOME)
    (pathlib.Path(root) / "weed").mkdir()
    print(f"{postgres()} addresses of PostgreSQL, {mariadb()} of MariaDB and {buckets(pathlib.Path(root) / 'weed')} of S3 were read or refused")
