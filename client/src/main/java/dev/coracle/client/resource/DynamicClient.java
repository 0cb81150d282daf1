package dev.coracle.client.resource;

import tools.jackson.databind.node.ObjectNode;

/** Any resource, its objects as JSON trees. */
public interface DynamicClient extends ResourceClient<ObjectNode> {}
