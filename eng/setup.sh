# What ./run, ./test and ./bench share: sourced by them, with the checkout as the working directory afterwards.
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=1
mkdir -p .data

say() { printf '%s\n' "$*" >&2; }
die() { say "$@"; exit 1; }

# Runs a command and shows its output only when it fails.
quietly() {
  local log=.data/$1.log
  shift
  "$@" >"$log" 2>&1 </dev/null || { local code=$?; cat "$log" >&2; return "$code"; }
}

has_icu() { { ldconfig -p 2>/dev/null || PATH=$PATH:/usr/sbin ldconfig -p; } | grep -q 'libicuuc\.so'; }

# .NET compares and folds text with ICU. PostgreSQL's package brings it along; where the servers are containers, nobody else might.
require_icu() {
  [ "$(uname -s)" != Linux ] || has_icu && return
  command -v apt-get >/dev/null || die "ICU is not installed (libicu), and there is no apt-get to install it with."
  has_icu || install_packages '^libicu[0-9]+$'
}

require_dotnet() {
  require_icu
  command -v dotnet >/dev/null || die "The .NET SDK is not installed. How to get it: https://dot.net/download"
  dotnet --version >/dev/null 2>&1 || die "No installed .NET SDK fits global.json: $(tr -d ' \n' <global.json). Installed: $(dotnet --list-sdks | tr '\n' ' ')"
}

# The dashboard warns on every page when there is no development certificate that it trusts. Without one all works, too.
require_certificate() {
  local trusted=$HOME/.aspnet/dev-certs/trust system
  system=$(openssl version -d 2>/dev/null | sed 's/^OPENSSLDIR: "\(.*\)"$/\1\/certs/') || system=
  export SSL_CERT_DIR=$trusted:${SSL_CERT_DIR:-${system:-/etc/ssl/certs}}
  # Asking takes longer than half a second; the answer holds as long as the certificate lies there.
  [ -n "$(find "$trusted" -name '*.pem' -mtime -300 2>/dev/null)" ] || quietly certificate dotnet dev-certs https --trust 2>/dev/null || true
}

has_containers() {
  command -v docker >/dev/null && timeout 10 docker info >/dev/null 2>&1 && return
  command -v podman >/dev/null && timeout 10 podman info >/dev/null 2>&1
}

has_postgres() {
  local folder
  for folder in /usr/lib/postgresql/*/bin; do
    [ -x "$folder/postgres" ] && [ "$(basename "$(dirname "$folder")")" -ge 15 ] && return
  done
  command -v postgres >/dev/null
}

require_servers() {
  local missing=()
  has_postgres || missing+=(postgresql)
  PATH=$PATH:/usr/sbin command -v redis-server >/dev/null || missing+=(redis-server)
  PATH=$PATH:/usr/sbin command -v nats-server >/dev/null || missing+=(nats-server)
  [ ${#missing[@]} -eq 0 ] || install_packages "${missing[@]}"
}

install_packages() {
  local root=()
  command -v apt-get >/dev/null || die "Not installed, and there is no apt-get to install them with: $*"
  if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null || die "Not installed: $*. Install them and start again: sudo apt-get install $*"
    root=(sudo -n)
  fi
  say "Installing $*…"
  # Packages of servers start them at once, on the very ports that ours want: the policy forbids that while we install.
  quietly install "${root[@]}" sh -euc '
    policy=/usr/sbin/policy-rc.d
    if [ ! -e "$policy" ]; then
      printf "#!/bin/sh\nexit 101\n" >"$policy"
      chmod +x "$policy"
      trap "rm -f $policy" EXIT
    fi
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -q
    apt-get install -y -q --no-install-recommends "$@"' sh "$@" || die "apt-get could not install $*."
}

# Builds a project or the solution: build NAME CONFIGURATION [more arguments].
build() {
  local what=$1 configuration=$2
  shift 2
  say "Building ($configuration)…"
  quietly build dotnet build "$what" -c "$configuration" -v quiet "$@" || die "The build failed."
}
