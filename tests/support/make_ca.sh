#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes certificates for tests in an existing directory:
#   ca.pem                           a certificate authority
#   server.pem, server.key           for localhost and 127.0.0.1, signed by it
#   other-name.pem, other-name.key   for other.test, signed by it
#   self-signed.pem, self-signed.key for localhost and 127.0.0.1, signed by nobody else
set -eu

directory=$1
days=2

key() {
    openssl ecparam -name prime256v1 -genkey -noout -out "$1"
}

key "$directory/ca.key"
openssl req -x509 -new -key "$directory/ca.key" -days $days -subj '/CN=Ajar Test Authority' \
    -addext 'basicConstraints=critical,CA:TRUE' -addext 'keyUsage=critical,keyCertSign,cRLSign' \
    -out "$directory/ca.pem"

# signed NAME SUBJECT ALTERNATIVES
signed() {
    cat > "$directory/$1.ext" << EXT
basicConstraints=critical,CA:FALSE
subjectAltName=$3
extendedKeyUsage=serverAuth
EXT
    key "$directory/$1.key"
    openssl req -new -key "$directory/$1.key" -subj "$2" -out "$directory/$1.csr"
    openssl x509 -req -in "$directory/$1.csr" -CA "$directory/ca.pem" -CAkey "$directory/ca.key" \
        -CAcreateserial -days $days -extfile "$directory/$1.ext" -out "$directory/$1.pem" 2> /dev/null
}

signed server /CN=localhost DNS:localhost,IP:127.0.0.1
signed other-name /CN=other.test DNS:other.test

key "$directory/self-signed.key"
openssl req -x509 -new -key "$directory/self-signed.key" -days $days -subj '/CN=localhost' \
    -addext 'subjectAltName=DNS:localhost,IP:127.0.0.1' -out "$directory/self-signed.pem"
