@NullMarked
package dev.coracle.base.websocket;

import org.jspecify.annotations.NullMarked;
