package cloud

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

func TestAKeyThatNobodyCouldChangeIsRefused(t *testing.T) {
	const (
		account    = `{"Effect":"Allow","Action":"kms:*","Resource":"*","Principal":{"AWS":{"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":iam::",{"Ref":"AWS::AccountId"},":root"]]}}}`
		cloudWatch = `{"Effect":"Allow","Action":["kms:Decrypt","kms:GenerateDataKey*"],"Resource":"*","Principal":{"Service":"cloudwatch.amazonaws.com"}}`
		use        = `{"Effect":"Allow","Action":"kms:Decrypt","Resource":"*","Principal":{"AWS":"arn:aws:iam::` + Account + `:root"}}`
		never      = `{"Effect":"Deny","Action":"kms:PutKeyPolicy","Resource":"*","Principal":"*"}`
		another    = `{"Effect":"Allow","Action":"kms:*","Resource":"*","Principal":{"AWS":"arn:aws:iam::999999999999:root"}}`
	)
	for _, test := range []struct {
		name, properties string
		refused          bool
	}{
		{"the account", `{"KeyPolicy":{"Statement":[` + cloudWatch + `,` + account + `]}}`, false},
		{"a service alone", `{"KeyPolicy":{"Statement":[` + cloudWatch + `]}}`, true},
		{"nobody", `{"KeyPolicy":{"Statement":[]}}`, true},
		{"the account, for use only", `{"KeyPolicy":{"Statement":[` + use + `]}}`, true},
		{"the account, but never its policy", `{"KeyPolicy":{"Statement":[` + account + `,` + never + `]}}`, true},
		{"another account", `{"KeyPolicy":{"Statement":[` + another + `]}}`, true},
		{"on purpose", `{"KeyPolicy":{"Statement":[` + cloudWatch + `]},"BypassPolicyLockoutSafetyCheck":true}`, false},
		{"the policy that KMS gives", `{}`, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := world(t)
			key := Resource{Type: "AWS::KMS::Key"}
			if err := json.Unmarshal([]byte(test.properties), &key.Properties); err != nil {
				t.Fatal(err)
			}
			a.Template.Resources["Key"] = key
			c, err := Start(t.Context(), a, Options{})
			if err == nil {
				err = c.Close()
			}
			if errors.Is(err, ErrRefused) != test.refused {
				t.Fatalf("error %v, refused is to be %v", err, test.refused)
			}
			if test.refused && (!strings.Contains(err.Error(), "Key: ") || !strings.Contains(err.Error(), "update the key policy in the future")) {
				t.Errorf("error %v", err)
			}
		})
	}
}
