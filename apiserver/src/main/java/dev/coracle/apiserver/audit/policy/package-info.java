/** What of which requests is kept in the audit log: the policy file and its rules. */
@NullMarked
package dev.coracle.apiserver.audit.policy;

import org.jspecify.annotations.NullMarked;
