package cloud

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// bucket is one bucket of S3.
type bucket struct {
	path, name, arn string
	policy          policy
	files           map[string]stored
}

type stored struct {
	contentType string
	data        []byte
}

func (s *stack) addBucket(id string) error {
	arn, err := s.resolver.arn(id)
	if err != nil {
		return err
	}
	s.buckets[s.resolver.name(id)] = &bucket{s.path(id), s.resolver.name(id), arn, nil, map[string]stored{}}
	return nil
}

func (s *stack) addBucketPolicy(id string) error {
	var p struct {
		Bucket         string
		PolicyDocument policy
	}
	if err := s.resolver.decode(id, &p); err != nil {
		return err
	}
	b, ok := s.buckets[p.Bucket]
	if !ok {
		return fmt.Errorf("%s: no bucket %s", id, p.Bucket)
	}
	b.policy = append(b.policy, p.PolicyDocument...)
	return nil
}

// isS3 reports whether a request is signed for S3, which has no other sign of it.
func isS3(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Authorization"), "/s3/aws4_request")
}

// s3Action is what IAM calls a request: a HEAD is a GetObject to it.
func s3Action(method string) string {
	if method == http.MethodPut {
		return "PutObject"
	}
	return "GetObject"
}

// s3 answers a request for one object, its bucket in the path.
func (c *Cloud) s3(w http.ResponseWriter, r *http.Request, role *role, asked request) {
	name, key, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	b := c.stack.buckets[name]
	sum := sha256.Sum256(asked.body)
	switch {
	case b == nil:
		refuseXML(w, r, 404, "NoSuchBucket")
		return
	case r.Header.Get("X-Amz-Content-Sha256") != hex.EncodeToString(sum[:]):
		refuseXML(w, r, 400, "XAmzContentSHA256Mismatch")
		return
	case !c.may(call{role: role.name, action: "s3:" + asked.action, resource: b.arn + "/" + key}, role.policy, b.policy):
		refuseXML(w, r, 403, "AccessDenied")
		return
	}
	f, found := b.files[key]
	switch r.Method {
	case http.MethodPut:
		if r.Header.Get("If-None-Match") == "*" && found {
			refuseXML(w, r, 412, "PreconditionFailed")
			return
		}
		b.files[key] = stored{r.Header.Get("Content-Type"), asked.body}
	case http.MethodGet, http.MethodHead:
		if !found {
			// Only who may list a bucket learns that there is nothing.
			if lists, _ := role.policy.judge(call{role: role.name, action: "s3:ListBucket", resource: b.arn}); !lists {
				refuseXML(w, r, 403, "AccessDenied")
				return
			}
			refuseXML(w, r, 404, "NoSuchKey")
			return
		}
		w.Header().Set("Content-Type", f.contentType)
		_, _ = w.Write(f.data) // the process may be gone
	default:
		refuseXML(w, r, 405, "MethodNotAllowed")
	}
}

func refuseXML(w http.ResponseWriter, r *http.Request, status int, code string) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_ = xml.NewEncoder(w).Encode(struct { // the process may be gone
			XMLName xml.Name `xml:"Error"`
			Code    string
		}{Code: code})
	}
}

// Files are the names of what a bucket holds; path is its construct's.
func (c *Cloud) Files(path string) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var names []string
	for _, b := range c.stack.buckets {
		for name := range b.files {
			if b.path == path {
				names = append(names, name)
			}
		}
	}
	return names
}

// distribution is what CloudFront serves of a bucket.
type distribution struct {
	arn, bucket, prefix string
}

func (s *stack) addDistribution(id string) error {
	var p struct {
		DistributionConfig struct {
			Enabled bool
			Origins []struct{ DomainName, OriginPath, OriginAccessControlId string }
		}
	}
	if err := s.resolver.decode(id, &p); err != nil {
		return err
	}
	arn, err := s.resolver.arn(id)
	if err != nil {
		return err
	}
	if len(p.DistributionConfig.Origins) != 1 || !p.DistributionConfig.Enabled || p.DistributionConfig.Origins[0].OriginAccessControlId == "" {
		return fmt.Errorf("%s: this cloud plays distributions of one bucket with an access control", id)
	}
	origin := p.DistributionConfig.Origins[0]
	name, _, _ := strings.Cut(origin.DomainName, ".")
	s.distributions[s.resolver.domain(id)] = distribution{arn, name, strings.TrimPrefix(origin.OriginPath+"/", "/")}
	return nil
}

// Fetch gets what a distribution serves at a URL, as anybody on the web would.
func (c *Cloud) Fetch(address string) (contentType string, data []byte, err error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	d, ok := c.stack.distributions[u.Host]
	b := c.stack.buckets[d.bucket]
	if !ok || b == nil || u.Scheme != "https" {
		return "", nil, fmt.Errorf("nobody serves %s", address)
	}
	key := d.prefix + strings.TrimPrefix(u.Path, "/")
	asked := call{service: "cloudfront.amazonaws.com", action: "s3:GetObject", resource: b.arn + "/" + key, context: map[string]string{"aws:sourcearn": d.arn}}
	if !c.may(asked, b.policy) {
		return "", nil, fmt.Errorf("%s: 403", address)
	}
	f, found := b.files[key]
	if !found {
		return "", nil, fmt.Errorf("%s: 403", address)
	}
	return f.contentType, f.data, nil
}
