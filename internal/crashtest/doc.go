// Package crashtest kills the real server again and again while people race for the same money, and looks afterwards
// whether anything is missing or there twice. Its own eyes are tested too: faults are planted one at a time, and each
// must be seen, by the name of the rule that it breaks (see faults_test.go). Only tests live here.
package crashtest
