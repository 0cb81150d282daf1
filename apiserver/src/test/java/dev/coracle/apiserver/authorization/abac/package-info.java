@NullMarked
package dev.coracle.apiserver.authorization.abac;

import org.jspecify.annotations.NullMarked;
