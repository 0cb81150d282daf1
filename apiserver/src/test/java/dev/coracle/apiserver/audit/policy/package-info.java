@NullMarked
package dev.coracle.apiserver.audit.policy;

import org.jspecify.annotations.NullMarked;
