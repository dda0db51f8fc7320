package boot

import (
	"os"
	"path/filepath"
	"testing"
)

func TestReadRootsOnce(t *testing.T) {
	there, empty := filepath.Join(t.TempDir(), "bundle.crt"), filepath.Join(t.TempDir(), "empty.crt")
	for path, text := range map[string]string{there: "roots", empty: ""} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		name, file, folder   string
		files                []string
		wantFile, wantFolder string
	}{
		{"a file", "", "", []string{"/not/there", empty, there}, there, os.DevNull},
		{"no file", "", "", []string{"/not/there", empty}, "", ""},
		{"a file of one's own", "/own", "", []string{there}, "/own", ""},
		{"a folder of one's own", "", "/own", []string{there}, "", "/own"},
	} {
		t.Setenv("SSL_CERT_FILE", test.file)
		t.Setenv("SSL_CERT_DIR", test.folder)
		readRootsOnce(test.files)
		if f, d := os.Getenv("SSL_CERT_FILE"), os.Getenv("SSL_CERT_DIR"); f != test.wantFile || d != test.wantFolder {
			t.Errorf("%s: file %q, folder %q", test.name, f, d)
		}
	}
}
