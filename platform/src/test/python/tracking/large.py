"""A file of 1 GiB, up and down again. Who starts the check bounds the server's memory."""

import hashlib
from pathlib import Path

from tracking.given import equal

GIBIBYTE = 1024 ** 3
BLOCK = 1024 * 1024


def files_go_up_and_down(given):
    file = given.folder / "large.bin"
    digest = hashlib.sha256()
    with file.open("wb") as out:
        for i in range(GIBIBYTE // BLOCK):
            # Blocks that differ, and do not take a second to make.
            block = hashlib.sha256(str(i).encode()).digest() * (BLOCK // 32)
            digest.update(block)
            out.write(block)
    run = given.run("large")
    given.client.log_artifact(run, str(file))
    file.unlink()
    equal(given.client.list_artifacts(run)[0].file_size, GIBIBYTE)
    folder = given.folder / "large again"
    folder.mkdir(exist_ok=True)
    local = Path(given.client.download_artifacts(run, "large.bin", str(folder)))
    with local.open("rb") as back:
        found = hashlib.file_digest(back, "sha256").hexdigest()
    local.unlink()
    equal(found, digest.hexdigest())
    print(f"1 GiB went up and down, sha256 {found}")


CHECKS = [files_go_up_and_down]
