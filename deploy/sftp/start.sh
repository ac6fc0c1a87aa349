#!/bin/sh
# Make an account for every key in /etc/gnbv-senders (<account>.pub), then be the server; what is given goes to sshd.
# All accounts have one user id: each is shut into its own folder, and none can run anything.
set -eu

if [ ! -f /etc/ssh/host/ed25519 ]; then
    ssh-keygen -q -t ed25519 -N '' -C 'gnbv drop' -f /etc/ssh/host/ed25519
fi
echo "key of this server: $(cat /etc/ssh/host/ed25519.pub)"

getent group senders > /dev/null || groupadd --system senders
rm -rf /etc/ssh/senders # whose key is gone is let in no more
install -d -m 0755 /etc/ssh/senders /run/sshd

for key in /etc/gnbv-senders/*.pub; do
    [ -f "$key" ] || continue
    account=$(basename "$key" .pub)
    if [ -z "$account" ] || [ -z "$(printf %s "$account" | tr -d 0-9)" ] || [ -n "$(printf %s "$account" | tr -d a-z0-9_-)" ]; then
        echo "$key: the name of the file names the account: expected a-z, 0-9, - and _, not digits alone; left out" >&2
        continue
    fi
    if ! id "$account" > /dev/null 2>&1; then
        # '*' is no password that fits; a locked account ('!') could not come in by key either
        useradd --no-create-home --home-dir / --shell /usr/sbin/nologin --password '*' \
            --non-unique --uid 10002 --gid senders "$account"
    elif [ "$(id -gn "$account")" != senders ]; then
        echo "$key: $account is an account of the system; left out" >&2
        continue
    fi
    ssh-keygen -l -f "$key"
    install -m 0644 "$key" "/etc/ssh/senders/$account"
    install -d -m 0755 "/srv/drop/$account"
    install -d -m 0755 -o 10002 -g senders "/srv/drop/$account/gui"
done

exec /usr/sbin/sshd -D -e "$@"
