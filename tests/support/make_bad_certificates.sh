#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes, in a directory that make_ca.sh has filled, certificates of the same authority with a fault,
# each as NAME.pem and NAME.key:
#   expired, future     not valid any more, not valid yet
#   revoked             named by crl.pem, a revocation list of the authority
#   wildcard            for *.example.test
#   sha1, rsa1024       a digest, and a key, that are too weak
#   client              our own, for a server that asks; client-other.key is another key
# and nobody.pem, nobody.key: for localhost, by an authority that is not trusted.
set -eu

directory=$1
usual='subjectAltName=DNS:localhost,IP:127.0.0.1'

: > "$directory/index.txt"
echo 1000 > "$directory/serial"
cat > "$directory/ca.cnf" << CNF
[ca]
default_ca = test
[test]
database = $directory/index.txt
serial = $directory/serial
new_certs_dir = $directory
default_md = sha256
default_crl_days = 2
unique_subject = no
policy = names
[names]
commonName = supplied
CNF

# authority OPTION…: what the test's authority does
authority() {
    openssl ca -batch -config "$directory/ca.cnf" -cert "$directory/ca.pem" \
        -keyfile "$directory/ca.key" "$@" 2> "$directory/ca.log" || {
        cat "$directory/ca.log" >&2
        return 1
    }
}

key() {
    openssl ecparam -name prime256v1 -genkey -noout -out "$1"
}

# signed NAME SUBJECT EXTENSION OPTION…: with the key NAME.key, which is made unless it is there
signed() {
    name=$1 subject=$2 extension=$3
    shift 3
    [ -e "$directory/$name.key" ] || key "$directory/$name.key"
    echo "$extension" > "$directory/$name.ext"
    openssl req -new -key "$directory/$name.key" -subj "$subject" -out "$directory/$name.csr"
    authority -notext -in "$directory/$name.csr" -out "$directory/$name.pem" \
        -extfile "$directory/$name.ext" "$@"
}

signed expired /CN=localhost "$usual" -startdate 20200101000000Z -enddate 20200201000000Z
signed future /CN=localhost "$usual" -startdate 20900101000000Z -enddate 20910101000000Z
signed revoked /CN=localhost "$usual" -days 2
authority -revoke "$directory/revoked.pem"
authority -gencrl -out "$directory/crl.pem"
signed wildcard /CN=wildcard 'subjectAltName=DNS:*.example.test' -days 2
signed sha1 /CN=localhost "$usual" -days 2 -md sha1
openssl genrsa -out "$directory/rsa1024.key" 1024 2> /dev/null
signed rsa1024 /CN=localhost "$usual" -days 2
signed client '/CN=the test client' extendedKeyUsage=clientAuth -days 2
key "$directory/client-other.key"

key "$directory/nobody-ca.key"
openssl req -x509 -new -key "$directory/nobody-ca.key" -days 2 -subj '/CN=Nobody' \
    -addext 'basicConstraints=critical,CA:TRUE' -out "$directory/nobody-ca.pem"
key "$directory/nobody.key"
echo "$usual" > "$directory/nobody.ext"
openssl req -new -key "$directory/nobody.key" -subj /CN=localhost -out "$directory/nobody.csr"
openssl x509 -req -in "$directory/nobody.csr" -CA "$directory/nobody-ca.pem" \
    -CAkey "$directory/nobody-ca.key" -CAcreateserial -days 2 -extfile "$directory/nobody.ext" \
    -out "$directory/nobody.pem" 2> /dev/null
