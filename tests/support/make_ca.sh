#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes certificates for tests in an existing directory:
#   ca.pem                           a certificate authority
#   server.pem, server.key           for localhost and 127.0.0.1, signed by it
#   self-signed.pem, self-signed.key for the same names, signed by nobody else
set -eu

directory=$1
days=2

key() {
    openssl ecparam -name prime256v1 -genkey -noout -out "$1"
}

key "$directory/ca.key"
openssl req -x509 -new -key "$directory/ca.key" -days $days -subj '/CN=Ajar Test Authority' \
    -addext 'basicConstraints=critical,CA:TRUE' -addext 'keyUsage=critical,keyCertSign' \
    -out "$directory/ca.pem"

cat > "$directory/server.ext" <<'EXT'
basicConstraints=critical,CA:FALSE
subjectAltName=DNS:localhost,IP:127.0.0.1
extendedKeyUsage=serverAuth
EXT
key "$directory/server.key"
openssl req -new -key "$directory/server.key" -subj '/CN=localhost' -out "$directory/server.csr"
openssl x509 -req -in "$directory/server.csr" -CA "$directory/ca.pem" -CAkey "$directory/ca.key" \
    -set_serial 2 -days $days -extfile "$directory/server.ext" -out "$directory/server.pem" 2> /dev/null

key "$directory/self-signed.key"
openssl req -x509 -new -key "$directory/self-signed.key" -days $days -subj '/CN=localhost' \
    -addext 'subjectAltName=DNS:localhost,IP:127.0.0.1' -out "$directory/self-signed.pem"
