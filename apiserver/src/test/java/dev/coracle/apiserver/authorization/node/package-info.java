@NullMarked
package dev.coracle.apiserver.authorization.node;

import org.jspecify.annotations.NullMarked;
