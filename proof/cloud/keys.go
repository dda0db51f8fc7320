package cloud

import "fmt"

// managedKey is the key that SNS brings itself. Its policy lets in those who may
// publish, but no service of AWS.
const managedKey = "alias/aws/sns"

// addKey refuses a policy that would leave nobody able to change it: KMS makes no
// such key, with MalformedPolicyDocumentException. Who deploys has its rights
// from IAM, which a key's policy lets in by naming the account.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html
func (s *stack) addKey(id string) error {
	var p struct {
		KeyPolicy                      *policy
		BypassPolicyLockoutSafetyCheck bool
	}
	if err := s.resolver.decode(id, &p); err != nil {
		return err
	}
	// KMS gives a key without a policy one that lets in the account.
	if p.KeyPolicy == nil || p.BypassPolicyLockoutSafetyCheck {
		return nil
	}
	if allowed, forbidden := p.KeyPolicy.judge(call{role: root, action: "kms:PutKeyPolicy"}); !allowed || forbidden {
		return fmt.Errorf("%s: the new key policy will not allow you to update the key policy in the future: allow arn:aws:iam::%s:root kms:PutKeyPolicy", id, Account)
	}
	return nil
}

// keyPolicy is that of a key, named by its id or its ARN.
func (s *stack) keyPolicy(key string) (policy, error) {
	for _, id := range s.resolver.template.of("AWS::KMS::Key") {
		arn, err := s.resolver.arn(id)
		if err != nil || key != arn && key != s.resolver.name(id) {
			continue
		}
		var p struct{ KeyPolicy policy }
		return p.KeyPolicy, s.resolver.decode(id, &p)
	}
	return nil, fmt.Errorf("no key %q", key)
}
