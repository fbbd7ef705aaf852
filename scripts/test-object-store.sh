#!/usr/bin/env bash
# Runs tests on an S3-compatible server: installs Ceph's RADOS Gateway from Debian's packages into a folder of
# its own (nothing of the system changes, no rights are needed), starts it on this machine's loopback, names its
# bucket in LORE_TEST_OBJECT_STORE, runs a command, and stops it.
#
#     scripts/test-object-store.sh [COMMAND...]      cargo test --release --locked --features s3 --test it object_store
#
# Where there can be no server it says so, and that is no failure.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ $# -eq 0 ]; then
    set -- cargo test --release --locked --features s3 --test it object_store
    # No server need wait for that.
    cargo test --release --locked --features s3 --test it --no-run
fi

target="$(realpath -m "${CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/lore/target}")"
ceph="$target/ceph"
packages=(ceph-mon ceph-osd radosgw)

# How many seconds are enough for each of: one request of packages, the server's start, the command.
fetched_in=180
starts_in=300
done_in=1200

# Debian's package manager, with lists and archives in this folder.
apt() {
    timeout "$fetched_in" apt-get -qq -o Acquire::Retries=1 -o Acquire::http::Timeout=20 \
        -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
        -o Dir::State="$ceph/state" -o Dir::State::status=/var/lib/dpkg/status \
        -o Dir::Cache="$ceph/cache" "$@"
}

install() {
    [ ! -e "$ceph/complete" ] || return 0
    local tool
    for tool in apt-get dpkg python3; do
        command -v "$tool" >/dev/null || return 1
    done
    rm -rf "$ceph"
    mkdir -p "$ceph"/{root,archives} "$ceph/state/lists/partial" "$ceph/cache/archives/partial"
    apt update || return 1
    local wanted
    wanted="$(apt --simulate install --no-install-recommends "${packages[@]}" | awk '/^Inst/ { print $2 }')" &&
        [ -n "$wanted" ] || return 1
    # shellcheck disable=SC2086 # one word a package
    (cd "$ceph/archives" && apt download $wanted) || return 1
    local archive
    for archive in "$ceph"/archives/*.deb; do
        dpkg --extract "$archive" "$ceph/root" || return 1
    done
    rm -rf "$ceph"/{archives,state,cache}
    touch "$ceph/complete"
}

skip() {
    echo "SKIPPED, NOT TESTED ON A SERVER: $1" >&2
    exit 0
}

install || skip "Ceph's RADOS Gateway cannot be installed from Debian's packages here"

run="$(mktemp -d)"
running=()
finish() {
    local process
    for process in "${running[@]}"; do
        # What it holds is in memory alone; asked nicely, its disk would wait for its monitor.
        kill -KILL "$process" 2>/dev/null || true
        wait "$process" 2>/dev/null || true
    done
    rm -rf "$run"
}
trap finish EXIT

libraries="$(dirname "$(find "$ceph/root" -name 'librados.so.2' -print -quit)")"
# What the server's programs need to run from their folder.
ceph=(env "PATH=$ceph/root/usr/bin:$PATH" "CEPH_CONF=$run/ceph.conf"
    "LD_LIBRARY_PATH=$libraries:$libraries/ceph:$ceph/root/lib/$(basename "$libraries")")
start() {
    (exec "${ceph[@]}" "$@" >>"$run/log" 2>&1) &
    running+=($!)
}
cannot_start() {
    tail -n 40 "$run/log" >&2
    skip "Ceph's RADOS Gateway does not start here: $1"
}

read -r monitor gateway cluster osd < <(python3 - <<'END'
import socket, uuid
sockets = [socket.socket() for _ in range(2)]
for one in sockets:
    one.bind(("127.0.0.1", 0))
print(*(one.getsockname()[1] for one in sockets), uuid.uuid4(), uuid.uuid4())
END
)
address="[v2:127.0.0.1:$monitor]"
export AWS_ACCESS_KEY_ID=lore-test AWS_SECRET_ACCESS_KEY=for-this-machine-alone AWS_REGION=us-east-1
export AWS_ENDPOINT="http://127.0.0.1:$gateway" AWS_ALLOW_HTTP=true

# One monitor, one disk in memory, one gateway; no keys among them, since they hear this machine alone.
cat >"$run/ceph.conf" <<END
[global]
fsid = $cluster
mon host = $address
public network = 127.0.0.0/8
ms bind msgr1 = false
ms mon client mode = crc
auth cluster required = none
auth service required = none
auth client required = none
mon allow pool size one = true
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
osd objectstore = memstore
memstore device bytes = 2147483648
osd class dir = $libraries/rados-classes
erasure code dir = $libraries/ceph/erasure-code
plugin dir = $libraries/ceph
run dir = $run
crash dir = $run
admin socket =
log file = $run/\$name.log
keyring = $run/keyring
mon data = $run/mon
osd data = $run/osd
rgw frontends = beast endpoint=127.0.0.1:$gateway
rgw enable apis = s3
END
mkdir "$run/mon" "$run/osd"
{
    "${ceph[@]}" ceph-authtool --create-keyring "$run/keyring" --gen-key -n mon. --cap mon 'allow *' &&
        "${ceph[@]}" monmaptool --create --addv a "$address" --fsid "$cluster" "$run/monmap" &&
        "${ceph[@]}" osdmaptool --createsimple 1 --clobber "$run/osdmap" &&
        "${ceph[@]}" ceph-mon -i a --mkfs --fsid "$cluster" --monmap "$run/monmap" --osdmap "$run/osdmap" \
            --keyring "$run/keyring" &&
        "${ceph[@]}" ceph-osd -i 0 --mkfs --osd-uuid "$osd" --no-mon-config
} >>"$run/log" 2>&1 || cannot_start "it cannot be set up"
start ceph-mon -i a -f
start ceph-osd -i 0 -f
"${ceph[@]}" timeout "$starts_in" radosgw-admin user create --uid=lore --display-name=lore \
    --access-key="$AWS_ACCESS_KEY_ID" --secret-key="$AWS_SECRET_ACCESS_KEY" >>"$run/log" 2>&1 ||
    cannot_start "its user cannot be made"
start radosgw -n client.rgw --auth-client-required=none --ms-mon-client-mode=crc -f

# The bucket, by a request that is signed as S3 wants it.
export LORE_TEST_OBJECT_STORE=s3://lore-test
python3 - >>"$run/log" 2>&1 <<'END' || cannot_start "its bucket cannot be made"
import datetime, hashlib, hmac, os, time, urllib.error, urllib.request

endpoint, bucket = os.environ["AWS_ENDPOINT"], os.environ["LORE_TEST_OBJECT_STORE"].split("//")[1]
empty = hashlib.sha256(b"").hexdigest()


def make():
    at = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    scope = [at[:8], os.environ["AWS_REGION"], "s3", "aws4_request"]
    headers = {"host": endpoint.split("//")[1], "x-amz-content-sha256": empty, "x-amz-date": at}
    names = ";".join(headers)
    lines = [f"{name}:{value}" for name, value in headers.items()]
    asked = "\n".join(["PUT", f"/{bucket}", "", *lines, "", names, empty])
    digest = hashlib.sha256(asked.encode()).hexdigest()
    told = "\n".join(["AWS4-HMAC-SHA256", at, "/".join(scope), digest])
    key = ("AWS4" + os.environ["AWS_SECRET_ACCESS_KEY"]).encode()
    for part in scope:
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(key, told.encode(), hashlib.sha256).hexdigest()
    credential = "/".join([os.environ["AWS_ACCESS_KEY_ID"], *scope])
    headers["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders={names}, Signature={signature}"
    )
    request = urllib.request.Request(f"{endpoint}/{bucket}", method="PUT", headers=headers)
    urllib.request.urlopen(request, timeout=60).read()


until = time.monotonic() + 60
while True:
    try:
        make()
        break
    except (urllib.error.URLError, OSError):
        # Not up yet.
        if time.monotonic() > until:
            raise
        time.sleep(0.2)
END

version="$("${ceph[@]}" radosgw --version)"
echo "${version%% (*}: $LORE_TEST_OBJECT_STORE at $AWS_ENDPOINT"
timeout "$done_in" "$@"
