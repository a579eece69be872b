"""Tables in PostgreSQL and MariaDB, read through the verbs with their users' own credentials.
Arguments: the program. The databases are those of this host.

Passwords are searched in everything that is printed."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile


PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
SECRET = "Pa55Sentinel"


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


with tempfile.TemporaryDirectory() as root:
    HOME = str(pathlib.Path(root) / "home")
    os.mkdir(HOME)
    print(f"{postgres()} addresses of PostgreSQL and {mariadb()} of MariaDB were read or refused")
