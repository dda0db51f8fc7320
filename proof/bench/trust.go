package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// trust is an authority that lives as long as the bench.
type trust struct {
	// server is how services and providers answer.
	server *tls.Config
	// roots is a file with the system's roots and the bench's own, own one with
	// only that, count how many the first holds.
	roots, own string
	count      int
}

// systemRoots are where systems keep their roots.
func systemRoots() []string {
	return []string{
		"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
		"/etc/ssl/cert.pem",
	}
}

func newTrust(folder string) (trust, error) {
	authority, authorityKey, err := certify(nil, nil)
	if err != nil {
		return trust{}, err
	}
	leaf, key, err := certify(authority, authorityKey)
	if err != nil {
		return trust{}, err
	}
	t := trust{
		server: &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{{Certificate: [][]byte{leaf.Raw}, PrivateKey: key}}},
		roots:  filepath.Join(folder, "roots.pem"), own: filepath.Join(folder, "own.pem"),
	}
	own := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: authority.Raw})
	var all []byte
	for _, path := range systemRoots() {
		if all, err = os.ReadFile(path); err == nil {
			break
		}
	}
	all = append(all, own...)
	t.count = bytes.Count(all, []byte("BEGIN CERTIFICATE"))
	return t, errors.Join(os.WriteFile(t.own, own, 0o600), os.WriteFile(t.roots, all, 0o600))
}

// certify makes a certificate for this machine, or an authority if none is given.
func certify(by *x509.Certificate, byKey *ecdsa.PrivateKey) (*x509.Certificate, *ecdsa.PrivateKey, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: "127.0.0.1"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, KeyUsage: x509.KeyUsageDigitalSignature,
	}
	if by == nil {
		template.Subject.CommonName, template.IPAddresses = "bench", nil
		template.IsCA, template.BasicConstraintsValid, template.KeyUsage = true, true, x509.KeyUsageCertSign
		by, byKey = template, key
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, by, &key.PublicKey, byKey)
	if err != nil {
		return nil, nil, err
	}
	made, err := x509.ParseCertificate(raw)
	return made, key, err
}
