# SPDX-License-Identifier: MIT
"""TLS with Node's and Python's servers: whom it trusts, what it records, how it fails. The numbers are
those of the checklist of bad inputs."""
import base64
import hashlib
import json
import socket
import ssl
import subprocess
import threading
import unittest

from harness import PATIENCE, SUPPORT, InteropTest, run_ajar

WEAK = '"ciphers": "DEFAULT@SECLEVEL=0"'


def fingerprint(file):
    certificate = ssl.PEM_cert_to_DER_cert(file.read_text().split("-----END")[0]
                                           + "-----END CERTIFICATE-----\n")
    return hashlib.sha256(certificate).hexdigest()


class TlsTest(InteropTest):
    tls = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        subprocess.run([SUPPORT / "make_bad_certificates.sh", cls.certificates], check=True,
                       timeout=PATIENCE)

    def record_one(self, url, *options, **more):
        run = self.record(url, "--close", "1000", *options, **more)
        self.assertEqual(run.exit_code, 0, run.printed())
        return run

    def assert_tls_refused(self, run, text, established=0):
        self.assertEqual(run.exit_code, 2, run.printed())
        failed = run.event("handshake-failed")
        self.assertEqual(failed["kind"], "tls", run.printed())
        self.assertIn(text, failed["text"])
        self.assertEqual(len(run.events("tls-established")), established, run.printed())
        self.assertIn(text, run.event("tls-failed")["problem"])
        return run.event("tls-failed")


class Certificates(TlsTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.good = cls.start_ws()
        cls.self_signed = cls.start_ws(certificate="self-signed")

    def assert_certificate_refused(self, name, text, *options, host="127.0.0.1", **more):
        peer = self.start_ws(*options, certificate=name)
        run = self.record(peer.url("/echo", host), **more)
        failed = self.assert_tls_refused(run, text)
        self.assertEqual(run.events("handshake-request"), [], "nothing may be said to that peer")
        self.assertIs(failed["verified"], False)
        self.assertEqual(failed["chain"][0]["fingerprint"],
                         fingerprint(self.certificates / f"{name}.pem"))
        return failed

    def test_63_a_good_certificate_is_verified_and_recorded(self):
        run = self.record_one(self.good.url("/echo"))
        shown = run.event("tls-established")
        self.assertEqual((shown["protocol"], shown["verified"], shown["trusted"]),
                         ("TLSv1.3", True, "by authority"))
        leaf = shown["chain"][0]
        self.assertEqual((leaf["subject"], leaf["issuer"], leaf["names"]),
                         ("CN=localhost", "CN=Ajar Test Authority", "localhost, 127.0.0.1"))
        self.assertEqual(leaf["fingerprint"], fingerprint(self.certificates / "server.pem"))
        self.assertLess(leaf["notBefore"], leaf["notAfter"])
        self.assertNotIn("problem", shown)

    def test_63_a_name_and_an_address_are_checked(self):
        self.record_one(self.good.url("/echo", "localhost"))
        self.record_one(self.good.url("/echo", "127.0.0.1"))
        peer = self.start_ws(certificate="other-name")
        for host in ("localhost", "127.0.0.1"):
            run = self.record(peer.url("/echo", host))
            self.assert_tls_refused(run, f"(CN=other.test) is for other.test, not for {host}")

    def test_63_a_self_signed_certificate(self):
        self.assert_certificate_refused("self-signed", "(CN=localhost) is signed by itself")

    def test_63_an_expired_certificate(self):
        self.assert_certificate_refused("expired",
                                        "(CN=localhost) has expired on 2020-02-01T00:00:00Z")

    def test_63_a_certificate_of_the_future(self):
        self.assert_certificate_refused("future",
                                        "(CN=localhost) is not valid before 2090-01-01T00:00:00Z")

    def test_63_an_authority_that_is_not_known(self):
        self.assert_certificate_refused(
            "nobody", "(CN=localhost) is signed by an authority that is not known (CN=Nobody)")

    def test_63_a_revoked_certificate_and_a_list_that_says_so(self):
        both = self.folder / "both.pem"
        both.write_text((self.certificates / "ca.pem").read_text()
                        + (self.certificates / "crl.pem").read_text())
        self.assert_certificate_refused("revoked", "(CN=localhost) has been revoked", trust=both)
        self.record_one(self.good.url("/echo"), trust=both)

    def test_63_weak_certificates(self):
        self.assert_certificate_refused(
            "sha1", "a digest that is too weak (ecdsa-with-SHA1)", "--tls-options", "{%s}" % WEAK)
        self.assert_certificate_refused(
            "rsa1024", "a key that is too small (RSA 1024)", "--tls-options", "{%s}" % WEAK)

    def test_63_an_exception_by_fingerprint_holds_for_its_host_only(self):
        known = fingerprint(self.certificates / "self-signed.pem")
        port = self.self_signed.port
        colons = ":".join(known[i:i + 2] for i in range(0, 64, 2)).upper()
        for exception in (known, colons, f"127.0.0.1:{port}={known}"):
            run = self.record_one(self.self_signed.url("/echo"), "--trust", exception, trust=None)
            shown = run.event("tls-established")
            self.assertEqual((shown["verified"], shown["trusted"]), (False, "by exception"))
            self.assertIn("signed by itself", shown["problem"])
            self.assertEqual(run.header()["connections"][0]["options"]["trust"],
                             f"127.0.0.1:{port}={known}")
        for exception in (f"localhost:{port}={known}", f"127.0.0.1:{port + 1}={known}",
                          fingerprint(self.certificates / "server.pem")):
            run = self.record(self.self_signed.url("/echo"), "--trust", exception, trust=None)
            self.assert_tls_refused(run, "signed by itself")

    def test_a_fingerprint_that_is_none_is_wrong_usage(self):
        run = run_ajar("record", "wss://127.0.0.1:1", "--trust", "abc")
        self.assertEqual(run.returncode, 1)
        self.assertIn("--trust: A certificate's fingerprint is its SHA-256", run.stderr)


class ClientCertificates(TlsTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        ca = json.dumps(str(cls.ca))
        cls.asking = cls.start_ws(
            "--tls-options", '{"requestCert": true, "rejectUnauthorized": false, "ca": %s}' % ca)
        cls.requiring = cls.start_ws("--tls-options", '{"requestCert": true, "ca": %s}' % ca)
        cls.requiring_in_12 = cls.start_ws(
            "--tls-options", '{"requestCert": true, "maxVersion": "TLSv1.2", "ca": %s}' % ca)
        cls.ours = ["--client-cert", cls.certificates / "client.pem",
                    "--client-key", cls.certificates / "client.key"]

    def test_69_asked_for_and_not_given(self):
        url = self.asking.url("/echo")
        run = self.record_one(url)
        self.assertEqual(run.event("tls-established")["clientCertificate"], "asked for")
        self.assertIsNone(self.asking.report(url, "tls")["client"])

    def test_69_required_and_not_given(self):
        # In TLS 1.3 the refusal comes behind the handshake (RFC 8446 4.4.2.4).
        self.assert_tls_refused(self.record(self.requiring.url("/echo")),
                                "the server wants a client certificate", established=1)
        self.assert_tls_refused(self.record(self.requiring_in_12.url("/echo")),
                                "client certificate")

    def test_69_required_and_given(self):
        for peer in (self.requiring, self.requiring_in_12):
            url = peer.url("/echo")
            run = self.record_one(url, *self.ours)
            self.assertEqual(run.event("tls-established")["clientCertificate"], "sent")
            self.assertEqual(peer.report(url, "tls")["client"], "the test client")
            self.assertEqual(run.header()["connections"][0]["options"]["clientCertificate"],
                             str(self.certificates / "client.pem"))

    def test_69_one_that_the_server_does_not_know(self):
        run = self.record(self.requiring.url("/echo"),
                          "--client-cert", self.certificates / "self-signed.pem",
                          "--client-key", self.certificates / "self-signed.key")
        # Node resets TCP and sends no alert.
        self.assertEqual(run.exit_code, 2)
        failed = run.event("handshake-failed")
        self.assertEqual(failed["kind"], "eof")
        self.assertIn("it had asked for a client certificate", failed["text"])

    def test_69_files_that_do_not_fit(self):
        run = self.record(self.requiring.url("/echo"), *self.ours[:3],
                          self.certificates / "client-other.key")
        self.assertIn("does not belong to the certificate", run.event("tls-failed")["problem"])
        self.assertEqual(run.exit_code, 2)
        for options, text in ((["--client-cert", "/no/such.pem"], "--client-cert: /no/such.pem"),
                              (["--client-key", self.certificates / "client.key"],
                               "--client-key goes with --client-cert")):
            run = run_ajar("record", "wss://127.0.0.1:1", *options)
            self.assertEqual(run.returncode, 1)
            self.assertIn(text, run.stderr)


class Handshakes(TlsTest):
    def test_64_tls_1_0_only(self):
        for version in ("TLSv1", "TLSv1.1"):
            peer = self.start_ws("--tls-options", '{%s, "minVersion": "TLSv1", "maxVersion": "%s"}'
                                 % (WEAK, version))
            self.assert_tls_refused(self.record(peer.url("/echo")),
                                    "the server takes neither TLS 1.2 nor TLS 1.3")

    def test_64_tls_1_2_only_is_fine(self):
        peer = self.start_ws("--tls-options", '{"maxVersion": "TLSv1.2"}')
        run = self.record_one(peer.url("/echo"))
        self.assertEqual(run.event("tls-established")["protocol"], "TLSv1.2")

    def test_65_plaintext_instead_of_tls(self):
        peer = self.start_ws(tls=False)
        run = self.record(peer.url("/echo").replace("ws:", "wss:"))
        self.assert_tls_refused(run, "what the server sends is not TLS: it begins with \"HTTP/1.1")

    def test_66_a_stall_after_the_server_hello(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            def serve():
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(self.certificates / "server.pem",
                                        self.certificates / "server.key")
                tcp, _ = listener.accept()
                with tcp:
                    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
                    tls = context.wrap_bio(incoming, outgoing, server_side=True)
                    incoming.write(tcp.recv(1 << 16))
                    try:
                        tls.do_handshake()
                    except ssl.SSLWantReadError:
                        pass
                    flight = outgoing.read()
                    tcp.sendall(flight[:5 + int.from_bytes(flight[3:5], "big")])
                    while tcp.recv(1 << 16):
                        pass
            server = threading.Thread(target=serve)
            server.start()
            run = self.record(f"wss://127.0.0.1:{listener.getsockname()[1]}/",
                              "--handshake-timeout", "700ms")
            server.join(PATIENCE)
        self.assertEqual(run.exit_code, 2)
        failed = run.event("handshake-failed")
        self.assertEqual(failed["kind"], "timeout")
        self.assertIn("TLS was being established", failed["text"])

    def test_67_a_fin_without_close_notify(self):
        for proper in (False, True):
            with self.subTest(proper=proper), socket.create_server(("127.0.0.1", 0)) as listener:
                server = threading.Thread(target=self.open_and_end, args=(listener, proper))
                server.start()
                run = self.record(f"wss://127.0.0.1:{listener.getsockname()[1]}/")
                server.join(PATIENCE)
                self.assert_ended(run, 3, "aborted", "peer", "fin")
                self.assertEqual(len(run.events("tls-truncated")), 0 if proper else 1)
                self.assertEqual(len(run.events("close-notify-received")), 1 if proper else 0)

    def open_and_end(self, listener, proper):
        """Grants a WebSocket over TLS and ends TCP, with close_notify before it or without."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificates / "server.pem", self.certificates / "server.key")
        tcp, _ = listener.accept()
        with context.wrap_socket(tcp, server_side=True, suppress_ragged_eofs=False) as tls:
            request = b""
            while b"\r\n\r\n" not in request:
                request += tls.recv(1 << 16)
            key = next(line.split(": ")[1] for line in request.decode().split("\r\n")
                       if line.lower().startswith("sec-websocket-key"))
            accept = hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()
            tls.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                        b"Connection: Upgrade\r\nSec-WebSocket-Accept: "
                        + base64.b64encode(accept) + b"\r\n\r\n")
            if proper:
                try:
                    tls.unwrap()
                except (ssl.SSLError, OSError):
                    pass
            try:
                tls.shutdown(socket.SHUT_WR)
            except OSError:
                pass

    def test_70_sni(self):
        peer = self.start_ws()
        for host, sni in (("localhost", "localhost"), ("127.0.0.1", None)):
            url = peer.url("/echo", host)
            run = self.record_one(url)
            self.assertEqual(peer.report(url, "tls")["sni"], sni)
            self.assertEqual(run.event("tls-established").get("sni"), sni)

    def test_71_alpn_h2_only(self):
        peer = self.start_ws("--tls-options", '{"ALPNProtocols": ["h2"]}')
        self.assert_tls_refused(self.record(peer.url("/echo")), "does not speak HTTP/1.1")

    def test_71_alpn_http_1_1_is_chosen(self):
        peer = self.start_ws("--tls-options", '{"ALPNProtocols": ["h2", "http/1.1"]}')
        url = peer.url("/echo")
        run = self.record_one(url)
        self.assertEqual(run.event("tls-established")["alpn"], "http/1.1")
        self.assertEqual(peer.report(url, "tls")["alpn"], "http/1.1")


class KeyLog(TlsTest):
    def test_the_key_log_has_the_servers_secrets(self):
        peer = self.start_ws()
        log = self.folder / "keys.log"
        for _ in range(2):
            url = peer.url("/echo")
            run = self.record_one(url, "--key-log", log)
            peer.report(url, "close")
        self.assertEqual(log.stat().st_mode & 0o777, 0o600)
        secrets = [json.loads(line)["line"].strip() for line in peer.lines if "keylog" in line]
        ours = log.read_text().splitlines()
        self.assertGreaterEqual(len(secrets), 8)
        # Ours has the exporter's secret besides, or theirs: what both know is the same.
        common = [line for line in ours if not line.startswith("EXPORTER")]
        self.assertEqual(sorted(common),
                         sorted(line for line in secrets if not line.startswith("EXPORTER")))
        self.assertEqual(run.header()["connections"][0]["options"]["keyLog"], str(log))

    def test_the_variable_alone_does_nothing(self):
        peer = self.start_ws()
        log = self.folder / "keys.log"
        self.record_one(peer.url("/echo"), variables={"SSLKEYLOGFILE": str(log)})
        self.assertFalse(log.exists())

    def test_a_key_log_that_others_can_read_is_not_used(self):
        peer = self.start_ws()
        log = self.folder / "keys.log"
        log.touch()
        log.chmod(0o644)
        run = self.record(peer.url("/echo"), "--key-log", log)
        self.assertEqual(run.exit_code, 2)
        self.assertIn("its mode must be 0600", run.event("handshake-failed")["text"])
        self.assertEqual(log.read_text(), "")


if __name__ == "__main__":
    unittest.main()
