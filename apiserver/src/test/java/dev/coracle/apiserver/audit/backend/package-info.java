@NullMarked
package dev.coracle.apiserver.audit.backend;

import org.jspecify.annotations.NullMarked;
