/** The error details of google.rpc that Vertex AI sends and its client's protos leave out (google/rpc/error_details.proto). */
export const rpcDetails = {
  google: {
    nested: {
      rpc: {
        nested: {
          BadRequest: {
            fields: { fieldViolations: { rule: 'repeated', type: 'FieldViolation', id: 1 } },
            nested: {
              FieldViolation: { fields: { field: { type: 'string', id: 1 }, description: { type: 'string', id: 2 } } },
            },
          },
          ErrorInfo: {
            fields: {
              reason: { type: 'string', id: 1 },
              domain: { type: 'string', id: 2 },
              metadata: { keyType: 'string', type: 'string', id: 3 },
            },
          },
        },
      },
    },
  },
};
