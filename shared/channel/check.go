package channel

import "regexp"

// SSM parameter names: https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-parameter-name-constraints.html
var parameterName = regexp.MustCompile(`^/?[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*$`)

func checkSecretName(name string) []Fault {
	switch {
	case name == "":
		return []Fault{{"secret", "is missing", "name the SSM parameter that holds it, e.g. secret: /bongsu/ops-slack"}}
	case !parameterName.MatchString(name):
		// The value is not shown: somebody may have put the secret itself here.
		return []Fault{{"secret", "is not the name of an SSM parameter", "a secret never stands in this file; store it with `bongsu secret set /bongsu/NAME` and write that name here"}}
	}
	return nil
}
