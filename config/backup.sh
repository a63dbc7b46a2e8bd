#!/usr/bin/env bash
# Daily backup of a bench's site: taken, encrypted for a public key, checked, kept for a while.
# Run by cron as the bench's user: 30 1 * * * /home/frappe/frappe-bench/config/backup.sh
set -euo pipefail

bench=${BENCH:-/home/frappe/frappe-bench}
site=${SITE:?name the site: SITE=sostegno.comune.example}
target=${TARGET:?name the folder for the copies: TARGET=/var/backups/sostegno}
recipient=${RECIPIENT:?name the key the copies are encrypted for: RECIPIENT=backup@comune.example}
days=${DAYS:-35}

umask 077
mkdir -p "$target"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cd "$bench"
bench --site "$site" backup --with-files --backup-path "$work" >/dev/null
for file in "$work"/*.gz; do gzip -t "$file"; done

copy="$target/$site-$(date +%Y%m%d-%H%M%S).tar.gpg"
tar -C "$work" -cf - . | gpg --batch --encrypt --recipient "$recipient" --output "$copy"
sha256sum "$copy" > "$copy.sha256"
sha256sum --check --quiet "$copy.sha256"
find "$target" -name "$site-*.tar.gpg*" -mtime "+$days" -delete
