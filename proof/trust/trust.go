// Package trust makes an authority that lives as long as a run of the proofs, so
// that fakes can answer over TLS under the providers' own names.
package trust

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

// Trust is an authority and what it has certified.
type Trust struct {
	// Server is how a server answers that is trusted.
	Server *tls.Config
	// Roots is a file with the system's roots and the authority, Own one with
	// only that, Count how many the first holds.
	Roots, Own string
	Count      int
}

// systemRoots are where systems keep their roots.
func systemRoots() []string {
	return []string{
		"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
		"/etc/ssl/cert.pem",
	}
}

// New makes an authority, with its files in a folder, and a certificate for this
// machine's loopback address and these names.
func New(folder string, names ...string) (Trust, error) {
	authority, authorityKey, err := certify(nil, nil, nil)
	if err != nil {
		return Trust{}, err
	}
	leaf, key, err := certify(authority, authorityKey, names)
	if err != nil {
		return Trust{}, err
	}
	t := Trust{
		Server: &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{{Certificate: [][]byte{leaf.Raw}, PrivateKey: key}}},
		Roots:  filepath.Join(folder, "roots.pem"), Own: filepath.Join(folder, "own.pem"),
	}
	own := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: authority.Raw})
	var all []byte
	for _, path := range systemRoots() {
		if all, err = os.ReadFile(path); err == nil {
			break
		}
	}
	all = append(all, own...)
	t.Count = bytes.Count(all, []byte("BEGIN CERTIFICATE"))
	return t, errors.Join(os.WriteFile(t.Own, own, 0o600), os.WriteFile(t.Roots, all, 0o600))
}

// certify makes a certificate for this machine, or an authority if none is given.
func certify(by *x509.Certificate, byKey *ecdsa.PrivateKey, names []string) (*x509.Certificate, *ecdsa.PrivateKey, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: "127.0.0.1"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: names, KeyUsage: x509.KeyUsageDigitalSignature,
	}
	if by == nil {
		template.Subject.CommonName, template.IPAddresses = "Bongsu's proofs", nil
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
