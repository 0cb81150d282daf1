#!/usr/bin/env bash
# One kubectl scenario on four pairs: API server and etcd, each of the original or of Coracle. PEERS is a folder with the originals
# (kube-apiserver, kube-controller-manager, etcd, kubectl), BIN one with Coracle's, if it is built; an etcd 3.4 or newer on the PATH makes a fifth pair. What kubectl says on each pair
# is held against what it says on the original on the original. Usage: PEERS=DIR interop/etcd/scenario.sh WORK-DIR
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd -P)
peers=${PEERS:?set PEERS to the folder of the originals} work=${1:?name a folder to work in}
bin=${BIN:-$("$here/coracle" bin)}
port=${PORT:-27100}
mkdir -p "$work"
pids=()
trap stop_all EXIT

begin() { # begin LOG COMMAND… : runs until stop_all
    local log=$1
    shift
    "$@" >"$log" 2>&1 &
    pids+=($!)
}

stop_all() { # the last one first: an API server whose etcd is gone does not end
    local i p
    for ((i = ${#pids[@]} - 1; i >= 0; i--)); do
        p=${pids[i]}
        kill "$p" 2>/dev/null || true
        for _ in $(seq 50); do kill -0 "$p" 2>/dev/null || break; sleep 0.1; done
        kill -9 "$p" 2>/dev/null || true
        wait "$p" 2>/dev/null || true
    done
    pids=()
}

until_ok() { # until_ok COMMAND… : for a minute at the most
    for _ in $(seq 600); do "$@" >/dev/null 2>&1 && return 0; sleep 0.1; done
    echo "gave up: $*" >&2
    return 1
}

start_pair() { # start_pair DIR ETCD APISERVER CONTROLLERS
    local dir=$1 etcd=$2 api=$3 controllers=$4 url=http://127.0.0.1:$((port + 1)) peer=http://127.0.0.1:$((port + 2))
    rm -rf "$dir" && mkdir -p "$dir"
    begin "$dir/etcd.log" "$etcd" --data-dir "$dir/etcd" --listen-client-urls "$url" --advertise-client-urls "$url" \
        --listen-peer-urls "$peer" --initial-advertise-peer-urls "$peer" --initial-cluster "default=$peer"
    until_ok curl -fs "$url/health"
    openssl genrsa -out "$dir/sa.key" 2048 2>/dev/null
    echo 'admin-token,admin,admin,system:masters' >"$dir/tokens.csv"
    begin "$dir/api.log" "$api" --etcd-servers="$url" --secure-port="$port" --bind-address=127.0.0.1 --cert-dir="$dir/certs" \
        --service-account-key-file="$dir/sa.key" --service-account-signing-key-file="$dir/sa.key" \
        --service-account-issuer=https://kubernetes.default.svc --token-auth-file="$dir/tokens.csv" \
        --authorization-mode=Node,RBAC --service-cluster-ip-range=10.96.0.0/16
    cat >"$dir/kubeconfig" <<K
apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: "https://127.0.0.1:$port", insecure-skip-tls-verify: true}}]
users: [{name: u, user: {token: admin-token}}]
contexts: [{name: x, context: {cluster: c, user: u}}]
current-context: x
K
    until_ok curl -fsk -H 'Authorization: Bearer admin-token' "https://127.0.0.1:$port/readyz"
    begin "$dir/controllers.log" "$controllers" --kubeconfig="$dir/kubeconfig" --leader-elect=false --secure-port=$((port + 3)) \
        --service-account-private-key-file="$dir/sa.key"
}

scenario() { # scenario DIR : what kubectl says, without what differs from run to run
    local k="$peers/kubectl --kubeconfig=$1/kubeconfig" watcher
    $k create namespace shop
    until_ok $k -n shop get serviceaccount default
    $k -n shop get configmap --watch-only -o name >"$1/watched" &
    watcher=$!
    # The watch is there as soon as it tells of something.
    for i in $(seq 100); do
        $k -n shop create configmap "probe-$i" >/dev/null
        sleep 0.2
        [ -s "$1/watched" ] && break
    done
    $k -n shop delete configmap -l '!none' --wait=false >/dev/null
    $k -n shop create configmap settings --from-literal=colour=red
    $k -n shop create deployment web --image=web:1 --replicas=0
    $k -n shop patch deployment web -p '{"spec":{"template":{"metadata":{"labels":{"tier":"front"}}}}}'
    $k -n shop patch configmap settings --type=json -p '[{"op":"replace","path":"/data/colour","value":"blue"}]'
    $k -n shop label configmap settings kept=yes
    printf 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: applied}\ndata: {a: "1"}\n' | $k -n shop apply --server-side -f -
    printf 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: applied}\ndata: {b: "2"}\n' | $k -n shop apply --server-side -f -
    $k -n shop get configmap applied settings -o jsonpath='{range .items[*]}{.metadata.name} {.data}{"\n"}{end}'
    $k -n shop get deployment web -o jsonpath='{.metadata.generation} {.spec.template.metadata.labels}{"\n"}'
    for i in $(seq 25); do printf 'apiVersion: v1\nkind: Secret\nmetadata: {name: s%s}\n---\n' "$i"; done | $k -n shop create -f - | wc -l
    $k -n shop get secrets --chunk-size=10 -o name | sort | sha256sum
    $k -n shop delete configmap settings
    $k -n shop create configmap applied 2>&1 || true
    $k -n shop get configmap settings 2>&1 || true
    $k delete namespace shop --timeout=60s
    $k get namespace shop 2>&1 || true
    until_ok grep -q configmap/applied "$1/watched"
    kill $watcher 2>/dev/null || true
    wait $watcher 2>/dev/null || true
    grep -v -e probe- -e kube-root-ca "$1/watched" | uniq
}

pair() { # pair NAME ETCD APISERVER CONTROLLERS
    echo "== $1"
    start_pair "$work/$1" "$2" "$3" "$4"
    scenario "$work/$1" >"$work/$1.said" 2>"$work/$1.err" || { tail -n 5 "$work/$1.err"; return 1; }
    stop_all
    port=$((port + 10))
    if diff "$work/original-on-original.said" "$work/$1.said"; then
        echo "same $(wc -l <"$work/$1.said") lines as the original on the original"
    fi
}

pair original-on-original "$peers/etcd" "$peers/kube-apiserver" "$peers/kube-controller-manager"
cat "$work/original-on-original.said"
pair original-on-coracle "$bin/etcd" "$peers/kube-apiserver" "$peers/kube-controller-manager"
pair coracle-on-original "$peers/etcd" "$bin/kube-apiserver" "$bin/kube-controller-manager"
pair coracle-on-coracle "$bin/etcd" "$bin/kube-apiserver" "$bin/kube-controller-manager"
if command -v etcd >/dev/null; then
    etcd --version | head -n 1
    pair coracle-on-etcd-of-the-path "$(command -v etcd)" "$bin/kube-apiserver" "$bin/kube-controller-manager"
fi
