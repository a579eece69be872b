"""Makes tables of many files as their own libraries write them, each beside what it is to be read as.
Arguments: a folder. Below it: NAME/table and NAME/expected.parquet, or NAME/refused with a word of the reason;
NAME/version where not the newest is asked for.

delta-rs and PyIceberg write; what they cannot write (deletion vectors, deleted positions) is laid by hand, as
the Delta protocol and the Iceberg spec have it."""
import base64
import datetime
import decimal
import json
import pathlib
import shutil
import struct
import sys
import uuid
import zlib

import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import DeltaTable, write_deltalake

ROOT = pathlib.Path(sys.argv[1])
ROWS = 50
DAY = datetime.date(2024, 1, 1)
NOON = datetime.datetime(2024, 1, 1, 12, 0, 0, 123456)


def typed(start: int = 0) -> pa.Table:
    rows = range(start, start + ROWS)
    some = lambda make: [None if row % 11 == 3 else make(row) for row in rows]
    return pa.table({
        "id": pa.array(rows, pa.int64()),
        "i4": pa.array(some(lambda row: row), pa.int32()),
        "f8": pa.array(some(lambda row: row / 8), pa.float64()),
        "amount": pa.array(some(lambda row: decimal.Decimal("1234567.89") + row), pa.decimal128(20, 2)),
        "zoned": pa.array(some(lambda row: NOON + datetime.timedelta(hours=row)), pa.timestamp("us", "UTC")),
        "day": pa.array(some(lambda row: DAY + datetime.timedelta(days=row)), pa.date32()),
        "flag": pa.array(some(lambda row: row % 2 == 0), pa.bool_()),
        "word": pa.array(some(lambda row: f"a/b {row % 3}%")),
        "bytes": pa.array(some(lambda row: bytes([row % 256, 255])), pa.binary()),
        "scores": pa.array(some(lambda row: [row, None]), pa.list_(pa.int32())),
        "size": pa.array(some(lambda row: {"w": row / 2, "unit": "cm"}), pa.struct([("w", pa.float64()), ("unit", pa.string())])),
    })


def case(name: str) -> str:
    folder = ROOT / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return str(folder / "table")


def expect(name: str, table: pa.Table, version: str | None = None) -> None:
    pq.write_table(table, ROOT / name / "expected.parquet")
    if version is not None:
        (ROOT / name / "version").write_text(version)


def refused(name: str, word: str) -> None:
    (ROOT / name / "refused").write_text(word)


def delta_tables() -> None:
    for codec in ["UNCOMPRESSED", "SNAPPY", "GZIP", "BROTLI", "LZ4_RAW", "ZSTD"]:
        from deltalake import WriterProperties
        where = case(f"delta-{codec.lower()}")
        write_deltalake(where, typed(), writer_properties=WriterProperties(compression=codec))
        expect(f"delta-{codec.lower()}", typed())

    where = case("delta-deleted")
    write_deltalake(where, typed())
    write_deltalake(where, typed(100), mode="append")
    DeltaTable(where).delete("id % 2 = 0")
    whole = pa.concat_tables([typed(), typed(100)])
    expect("delta-deleted", whole.filter(pa.array([row % 2 == 1 for row in whole["id"].to_pylist()])))
    shutil.copytree(where, case("delta-version"))
    expect("delta-version", typed(), "0")

    where = case("delta-partitions")
    write_deltalake(where, typed(), partition_by=["word", "day"])
    expect("delta-partitions", typed())

    # From a checkpoint, as the first entries are gone.
    where = case("delta-checkpoint")
    for start in range(0, 600, 100):
        write_deltalake(where, typed(start), mode="append" if start else "error", partition_by=["flag"])
    DeltaTable(where).create_checkpoint()
    write_deltalake(where, typed(900), mode="append", partition_by=["flag"])
    log = pathlib.Path(where) / "_delta_log"
    for entry in range(0, 5):
        (log / f"{entry:020}.json").unlink()
    expect("delta-checkpoint", pa.concat_tables([typed(start) for start in [*range(0, 600, 100), 900]]))

    where = case("delta-gap")
    for start in range(0, 300, 100):
        write_deltalake(where, typed(start), mode="append" if start else "error")
    (pathlib.Path(where) / "_delta_log" / f"{1:020}.json").unlink()
    refused("delta-gap", "lacks")

    # A column that came later.
    where = case("delta-evolved")
    write_deltalake(where, typed().drop_columns(["size"]))
    write_deltalake(where, typed(100), mode="append", schema_mode="merge")
    early = typed().drop_columns(["size"]).append_column("size", pa.nulls(ROWS, typed().schema.field("size").type))
    expect("delta-evolved", pa.concat_tables([early, typed(100)]))

    for kind in ["inline", "file"]:
        vector(kind)
    feature("delta-variant", "variantType", "variantType")
    mapped()


def edit(where: str, change) -> None:
    """The first entry of a log, changed."""
    path = pathlib.Path(where) / "_delta_log" / f"{0:020}.json"
    actions = [json.loads(line) for line in path.read_text().splitlines()]
    for action in actions:
        change(action)
    path.write_text("\n".join(map(json.dumps, actions)) + "\n")


def feature(name: str, word: str, reason: str) -> None:
    where = case(name)
    write_deltalake(where, typed())

    def wants(action):
        if "protocol" in action:
            action["protocol"] = {"minReaderVersion": 3, "minWriterVersion": 7, "readerFeatures": [word], "writerFeatures": [word]}
    edit(where, wants)
    refused(name, reason)


Z85 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"


def z85(data: bytes) -> str:
    data += b"\0" * (-len(data) % 4)
    text = ""
    for (word,) in struct.iter_unpack(">I", data):
        text += "".join(Z85[word // 85**power % 85] for power in [4, 3, 2, 1, 0])
    return text


def bitmap(rows: list[int]) -> bytes:
    """RoaringBitmapArray in the portable form, with one array container."""
    inner = struct.pack("<IIHHI", 12346, 1, 0, len(rows) - 1, 16) + b"".join(struct.pack("<H", row) for row in rows)
    return struct.pack("<IQI", 1681511377, 1, 0) + inner


def vector(kind: str) -> None:
    name = f"delta-vector-{kind}"
    where = case(name)
    write_deltalake(where, typed())
    gone = [0, 3, 7, ROWS - 1]
    data = bitmap(gone)
    if kind == "inline":
        told = {"storageType": "i", "pathOrInlineDv": z85(data), "sizeInBytes": len(data), "cardinality": len(gone)}
    else:
        unique = uuid.UUID("d2c639aa-8816-431a-aaf6-d3fe2512ff61")
        framed = b"\x01" + struct.pack(">I", len(data)) + data + struct.pack(">I", zlib.crc32(data))
        (pathlib.Path(where) / "ab").mkdir()
        (pathlib.Path(where) / "ab" / f"deletion_vector_{unique}.bin").write_bytes(framed)
        told = {"storageType": "u", "pathOrInlineDv": "ab" + z85(unique.bytes), "offset": 1, "sizeInBytes": len(data), "cardinality": len(gone)}

    def mark(action):
        if "protocol" in action:
            action["protocol"] = {"minReaderVersion": 3, "minWriterVersion": 7, "readerFeatures": ["deletionVectors"], "writerFeatures": ["deletionVectors"]}
        if "add" in action:
            action["add"]["deletionVector"] = told
    edit(where, mark)
    expect(name, typed().filter(pa.array([row not in gone for row in range(ROWS)])))


def mapped() -> None:
    """Names of columns that are not those of the files."""
    where = case("delta-mapped")
    table = typed().select(["id", "word", "size"])
    hidden = pa.struct([("col-w", pa.float64()), ("col-u", pa.string())])
    sizes = pa.array([None if v is None else {"col-w": v["w"], "col-u": v["unit"]} for v in table["size"].to_pylist()], hidden)
    write_deltalake(where, pa.table({"col-1": table["id"], "col-2": table["word"], "col-3": sizes}), partition_by=["col-2"])
    names = {"col-1": "id", "col-2": "word", "col-3": "size", "col-w": "w", "col-u": "unit"}

    def rename(fields):
        for at, field in enumerate(fields):
            physical = field["name"]
            field["metadata"] = {"delta.columnMapping.physicalName": physical, "delta.columnMapping.id": at + 1}
            field["name"] = names[physical]
            if isinstance(field["type"], dict) and "fields" in field["type"]:
                rename(field["type"]["fields"])

    def change(action):
        if "protocol" in action:
            action["protocol"] = {"minReaderVersion": 2, "minWriterVersion": 5}
        if "metaData" in action:
            schema = json.loads(action["metaData"]["schemaString"])
            rename(schema["fields"])
            action["metaData"]["schemaString"] = json.dumps(schema)
            action["metaData"]["configuration"] = {"delta.columnMapping.mode": "name"}
            action["metaData"]["partitionColumns"] = ["word"]
    edit(where, change)
    expect("delta-mapped", table)


def catalog():
    from pyiceberg.catalog.sql import SqlCatalog
    place = ROOT / "iceberg"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    made = SqlCatalog("local", uri=f"sqlite:///{place}/catalog.db", warehouse=f"file://{place}/warehouse")
    made.create_namespace("lab")
    return made


def out_of(table, name: str) -> str:
    """Where the table lies, moved to its case: it is found there as well."""
    where = case(name)
    shutil.copytree(table.location().removeprefix("file://"), where)
    return where


def iceberg_tables() -> None:
    from pyiceberg.partitioning import PartitionField, PartitionSpec
    from pyiceberg.transforms import BucketTransform, IdentityTransform
    from pyiceberg.types import StringType
    made = catalog()
    table = made.create_table("lab.plain", schema=typed().schema)
    table.append(typed())
    first = table.current_snapshot().snapshot_id
    table.append(typed(100))
    table.delete("id < 10")
    out_of(table, "iceberg-plain")
    whole = pa.concat_tables([typed(), typed(100)])
    expect("iceberg-plain", whole.filter(pa.array([row >= 10 for row in whole["id"].to_pylist()])))
    out_of(table, "iceberg-version")
    expect("iceberg-version", typed(), str(first))

    table = made.create_table("lab.evolved", schema=typed().drop_columns(["size"]).schema)
    table.append(typed().drop_columns(["size"]))
    with table.update_schema() as update:
        update.add_column("later", StringType())
        update.rename_column("word", "text")
        update.delete_column("flag")
    out_of(table, "iceberg-evolved")
    early = typed().drop_columns(["size", "flag"]).append_column("later", pa.nulls(ROWS, pa.string()))
    expect("iceberg-evolved", early.rename_columns(["text" if n == "word" else n for n in early.column_names]))

    table = made.create_table("lab.parts", schema=typed().schema)
    with table.update_spec() as update:
        update.add_field("flag", IdentityTransform())
    table.append(typed())
    out_of(table, "iceberg-parts")
    expect("iceberg-parts", typed())

    positions(made)


def positions(made) -> None:
    """A file of deleted rows beside one of data, as engines that merge on read leave it."""
    from pyiceberg.io.pyarrow import PyArrowFileIO
    from pyiceberg.manifest import (DataFile, DataFileContent, FileFormat, ManifestContent, ManifestEntry,
                                    ManifestEntryStatus, write_manifest, write_manifest_list)
    import fastavro
    table = made.create_table("lab.positions", schema=typed().schema)
    table.append(typed())
    where = out_of(table, "iceberg-positions")
    location = table.location().removeprefix("file://")
    [task] = table.scan().plan_files()
    gone = [0, 5, ROWS - 1]
    deletes = pa.table({"file_path": pa.array([task.file.file_path] * 3), "pos": pa.array(gone, pa.int64())})
    deleted = pathlib.Path(where) / "data" / "deletes.parquet"
    pq.write_table(deletes, deleted)
    # The manifests are written again, with one entry more.
    metadata = sorted((pathlib.Path(where) / "metadata").glob("*.metadata.json"))[-1]
    told = json.loads(metadata.read_text())
    [snapshot] = [s for s in told["snapshots"] if s["snapshot-id"] == told["current-snapshot-id"]]
    here = lambda uri: pathlib.Path(where) / uri.removeprefix("file://").removeprefix(location).lstrip("/")

    def rows(path):
        with open(path, "rb") as file:
            reader = fastavro.reader(file)
            return reader.writer_schema, list(reader)

    list_schema, manifests = rows(here(snapshot["manifest-list"]))
    entry_schema, entries = rows(here(manifests[0]["manifest_path"]))
    for equality in [False, True]:
        entry = json.loads(json.dumps(entries[0], default=str)) if False else dict(entries[0])
        file = dict(entry["data_file"])
        file.update(content=2 if equality else 1, file_path=f"{table.location()}/data/deletes.parquet", record_count=3,
            file_size_in_bytes=deleted.stat().st_size)
        entry.update(data_file=file, sequence_number=None, status=1)
        extra = pathlib.Path(where) / "metadata" / "deletes.avro"
        with open(extra, "wb") as out:
            fastavro.writer(out, entry_schema, [entry])
        manifest = dict(manifests[0])
        manifest.update(manifest_path=f"{table.location()}/metadata/deletes.avro", content=1, sequence_number=2,
            manifest_length=extra.stat().st_size)
        with open(here(snapshot["manifest-list"]), "wb") as out:
            fastavro.writer(out, list_schema, [manifests[0], manifest])
        if equality:
            continue
        shutil.copytree(where, case("iceberg-positions-kept"))
    shutil.copytree(where, case("iceberg-equality"))
    refused("iceberg-equality", "equality")
    shutil.rmtree(ROOT / "iceberg-positions")
    expect("iceberg-positions-kept", typed().filter(pa.array([row not in gone for row in range(ROWS)])))


def encrypted() -> None:
    """As PyArrow encrypts, with the example of a key service in its documents and with its own way of wrapping; and
    as DuckDB does, with keys themselves."""
    import pyarrow.parquet.encryption as pe
    masters = {"foot": "0123456789112345", "col": "1234567890123450"}

    class Example(pe.KmsClient):
        def __init__(self, config):
            super().__init__()

        def wrap_key(self, key: bytes, master: str) -> bytes:
            return base64.b64encode(masters[master].encode() + key)

        def unwrap_key(self, wrapped: bytes, master: str) -> bytes:
            return base64.b64decode(wrapped)[16:]

    class Local(Example):
        def wrap_key(self, key: bytes, master: str) -> bytes:
            from cryptography.hazmat.primitives.ciphers.aead import AESGCM
            nonce = bytes(range(12))
            return base64.b64encode(nonce + AESGCM(masters[master].encode()).encrypt(nonce, key, master.encode()))

    for name, client, options in [
        ("single", Example, {"double_wrapping": False}),
        ("double", Example, {"double_wrapping": True}),
        ("local", Local, {"double_wrapping": True}),
        ("plain-footer", Local, {"plaintext_footer": True}),
        ("aes256", Local, {"data_key_length_bits": 256}),
    ]:
        where = case(f"encrypted-{name}")
        columns = {"col": ["id", "word", "scores.list.element"]}
        config = pe.EncryptionConfiguration(footer_key="foot", column_keys=columns, **options)
        factory = pe.CryptoFactory(client)
        properties = factory.file_encryption_properties(pe.KmsConnectionConfig(), config)
        with pq.ParquetWriter(where, typed().schema, encryption_properties=properties) as writer:
            writer.write_table(typed())
        expect(f"encrypted-{name}", typed())
        keys = "".join(f'{key} = "{value}"\n' for key, value in masters.items())
        (ROOT / f"encrypted-{name}" / "keys.toml").write_text("[keys]\n" + keys)

    import duckdb
    where = case("encrypted-duckdb")
    table = typed().drop_columns(["zoned"])
    duck = duckdb.connect()
    # Its own cipher is good enough for a test: httpfs cannot be fetched.
    duck.execute("SET force_mbedtls_unsafe = 'true'")
    duck.execute("PRAGMA add_parquet_key('k', '0123456789112345')")
    duck.register("t", table)
    duck.execute(f"COPY (SELECT id, word, flag FROM t) TO '{where}' (FORMAT parquet, ENCRYPTION_CONFIG {{footer_key: 'k'}})")
    # It names no file in what it authenticates, which `parquet` does not read.
    refused("encrypted-duckdb", "AAD")
    (ROOT / "encrypted-duckdb" / "keys.toml").write_text('footer = "0123456789112345"\n')


delta_tables()
iceberg_tables()
encrypted()
print(len(list(ROOT.iterdir())), "cases")
