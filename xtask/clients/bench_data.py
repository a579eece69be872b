"""Measures what tables cost, beside others who do the same work in the same run.

    python bench_data.py PROGRAM QUESTIONS FOLDER MEGABYTES SCALE

PROGRAM is hygeia, QUESTIONS the example of that name. Prints JSON:

`ingest`: a CSV of so many megabytes becomes a version, and beside it pyarrow reads it and writes Parquet
with a key for each column; `classify`: the same file; `questions`: those of TPC-H at that scale, over tables
whose every column is encrypted, clear and with names, addresses, phones and remarks masked; beside them
DataFusion and DuckDB over the same tables in clear. Seconds are of the wall, the best of three for a
question; `cpu` is what the process and its children used, `mib` its most resident memory.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import time

from lending import OWNER, STEWARD, Lending, Wrong

MASKED = "c_name,c_address,c_phone,c_comment,s_name,s_address,s_phone,s_comment,o_comment,l_comment,ps_comment"
ROUNDS = 3
# What pyarrow does: read, and write with a key for each column.
PEER = """
import base64, sys
import pyarrow.csv, pyarrow.parquet as pq, pyarrow.parquet.encryption as pe
table = pyarrow.csv.read_csv(sys.argv[1])
class Kms(pe.KmsClient):
    def __init__(self, config): pe.KmsClient.__init__(self)
    def wrap_key(self, key, name): return base64.b64encode(key)
    def unwrap_key(self, key, name): return base64.b64decode(key)
factory = pe.CryptoFactory(lambda config: Kms(config))
keys = {f"key{at}": [name] for at, name in enumerate(table.column_names)}
how = pe.EncryptionConfiguration(footer_key="footer", column_keys=keys)
properties = factory.file_encryption_properties(pe.KmsConnectionConfig(), how)
pq.write_table(table, sys.argv[2], encryption_properties=properties, compression="zstd")
"""


def used(command, **how):
    """What a process took, and what it printed."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **how)
    out, err = process.stdout.read(), process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise Wrong(f"{command} ended with {process.returncode}: {err[-2000:]!r}")
    seconds = round(time.perf_counter() - started, 3)
    cpu = round(usage.ru_utime + usage.ru_stime, 3)
    return {"seconds": seconds, "cpu": cpu, "mib": usage.ru_maxrss >> 10}, out


def make_csv(home, megabytes):
    """The sample's rows, again and again, with row ids of their own: as a lender's book would grow."""
    home.run("sample", "--rows", "100000", "--out", "part.csv")
    part = (home.folder / "part.csv").read_bytes()
    header, body = part.split(b"\n", 1)
    target = home.folder / "book.csv"
    with open(target, "wb") as file:
        file.write(header + b"\n")
        while file.tell() < megabytes * 1_000_000:
            file.write(body)
    return target


def ingest(home, table):
    what = ["--dataset", "loans", "--owner", OWNER, "--purpose", "to decide about loans", "--as", STEWARD]
    verb = [home.program, "ingest", table, *what]
    ours, _ = used(verb, cwd=home.folder, env=home.environment)
    theirs, _ = used([sys.executable, "-c", PEER, table, home.folder / "peer.parquet"])
    return {"hygeia": ours, "pyarrow": theirs, "megabytes": table.stat().st_size / 1e6}


def counted(home):
    """`count(*)` of the whole table."""
    verb = [home.program, "sql", "SELECT count(*) FROM loans", "--as", OWNER]
    taken, _ = used(verb, cwd=home.folder, env=home.environment)
    return taken


def classify(home, table):
    taken, _ = used([home.program, "classify", table], cwd=home.folder, env=home.environment)
    return taken | {"megabytes": table.stat().st_size / 1e6}


def statements(text):
    """The SQL of each question by its name."""
    parts = re.split(r"^-- (\w+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2]))


def best(ask):
    taken, rows = [], 0
    for _ in range(ROUNDS):
        started = time.perf_counter()
        rows = ask()
        taken.append(time.perf_counter() - started)
    return {"seconds": round(min(taken), 4), "rows": rows}


def with_datafusion(folder, questions):
    import datafusion

    context = datafusion.SessionContext(datafusion.SessionConfig().with_target_partitions(2))
    for path in sorted(folder.glob("*.parquet")):
        context.register_parquet(path.stem, str(path))
    ask = lambda sql: lambda: sum(batch.num_rows for batch in context.sql(sql).collect())
    return {name: best(ask(sql)) for name, sql in questions.items()}


def with_duckdb(folder, questions):
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET threads TO 2")
    for path in sorted(folder.glob("*.parquet")):
        connection.execute(f"CREATE VIEW {path.stem} AS SELECT * FROM read_parquet('{path}')")
    ask = lambda sql: lambda: len(connection.execute(sql).fetchall())
    return {name: best(ask(sql)) for name, sql in questions.items()}


def ask_all(example, folder, scale):
    tables = folder / f"tpch-{scale}"
    if not tables.is_dir():
        made = folder / "making"
        maker = pathlib.Path(sys.executable).with_name("tpchgen-cli")
        subprocess.run([maker, "parquet", "-s", scale, "--output-dir", made], check=True, capture_output=True)
        made.rename(tables)
    path = pathlib.Path(__file__).with_name("tpch.sql")
    questions = statements(path.read_text())
    ours = lambda masked: json.loads(
        subprocess.run([example, tables, path, str(ROUNDS), masked], check=True, stdout=subprocess.PIPE).stdout
    )
    told = {"datafusion": with_datafusion(tables, questions), "duckdb": with_duckdb(tables, questions)}
    told |= {"encrypted": ours(""), "masked": ours(MASKED)}
    for name in questions:
        # Masks change what a filter on them finds; without, all give as many rows.
        rows = {told[who][name]["rows"] for who in ("datafusion", "duckdb", "encrypted")}
        if told["encrypted"][name]["fault"] is None and len(rows) != 1:
            raise Wrong(f"{name}: {rows} rows are told")
    return told


def main(program, example, folder, megabytes, scale):
    folder = pathlib.Path(folder)
    home = Lending(program, folder / "home")
    home.agree()
    table = make_csv(home, int(megabytes))
    told = {"classify": classify(home, table), "ingest": ingest(home, table), "count": counted(home)}
    print(json.dumps(told | {"questions": ask_all(example, folder, scale)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
