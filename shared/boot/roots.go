package boot

import "os"

// bundles are files that hold all of a system's root certificates, where
// crypto/x509 looks for them: Amazon Linux's, Debian's.
func bundles() []string {
	return []string{"/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/certs/ca-certificates.crt"}
}

// readRootsOnce has crypto/x509 leave out the folders of root certificates where
// there is a file with all of them. It would parse the same roots again for every
// link in those folders to that file, three times on Amazon Linux, while everybody
// who dials waits. Whoever sets one of its variables knows better.
func readRootsOnce(files []string) {
	const file, folder = "SSL_CERT_FILE", "SSL_CERT_DIR"
	if os.Getenv(file) != "" || os.Getenv(folder) != "" {
		return
	}
	for _, f := range files {
		if info, err := os.Stat(f); err == nil && info.Size() > 0 {
			_ = os.Setenv(file, f)            // it fails for odd names only
			_ = os.Setenv(folder, os.DevNull) // a folder that has none
			return
		}
	}
}
