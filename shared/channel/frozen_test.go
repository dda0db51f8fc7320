package channel

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"bongsu/shared/secret"
)

// While a function is frozen, providers close its idle connections. Whatever the
// provider speaks, the next message must not fail for that.
func TestAConnectionThatTheProviderHasClosed(t *testing.T) {
	for _, http2 := range []bool{false, true} {
		var mu sync.Mutex
		var conns []net.Conn
		provider := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(w, r.Body)
		}))
		provider.EnableHTTP2 = http2
		provider.Config.ConnState = func(c net.Conn, s http.ConnState) {
			if s == http.StateNew {
				mu.Lock()
				defer mu.Unlock()
				conns = append(conns, c)
			}
		}
		provider.StartTLS()
		t.Cleanup(provider.Close)
		client := NewHTTPClient()
		client.Transport.(*http.Transport).TLSClientConfig.RootCAs = provider.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
		for n := range 50 {
			a, err := post(t.Context(), client, secret.New(provider.URL), []byte("{}"))
			if err != nil || a.status != http.StatusOK {
				t.Fatalf("HTTP/2 %v, message %d: status %d, %v", http2, n, a.status, err)
			}
			mu.Lock()
			for _, c := range conns {
				_ = c.Close()
			}
			conns = nil
			mu.Unlock()
		}
	}
}
