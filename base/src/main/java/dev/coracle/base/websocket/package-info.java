/** WebSocket connections in blocking style, and channels numbered by the first byte of each message on them. Source: RFC 6455. */
@NullMarked
package dev.coracle.base.websocket;

import org.jspecify.annotations.NullMarked;
