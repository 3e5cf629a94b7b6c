import { expect, test } from 'vitest'

import { createSchemaCache, findSchemaFaults } from './json-schema.ts'

interface Sample {
  readonly schema: Record<string, unknown>
  readonly valid: unknown
  readonly invalid: unknown
}

/** Schemas as they are written by people and by generators: none of them has a fault. */
const samples: Readonly<Record<string, Sample>> = {
  'zod-to-json-schema, with a name': {
    schema: {
      $ref: '#/definitions/Order',
      definitions: {
        Order: {
          type: 'object',
          properties: {
            id: { type: 'string', format: 'uuid' },
            kind: { type: 'string', const: 'order' },
            status: { type: 'string', enum: ['new', 'paid'] },
            note: { anyOf: [{ type: 'string' }, { type: 'null' }] },
            never: { not: {} },
            parent: { $ref: '#/definitions/Order' },
            tuple: {
              type: 'array',
              minItems: 2,
              maxItems: 2,
              items: [{ type: 'string' }, { type: 'number' }],
            },
            byName: { type: 'object', additionalProperties: { type: 'integer' } },
          },
          required: ['id', 'kind'],
          additionalProperties: false,
        },
      },
      $schema: 'http://json-schema.org/draft-07/schema#',
    },
    valid: {
      id: '2eb8aa08-aa98-41ea-b4aa-73b441d16380',
      kind: 'order',
      note: null,
      tuple: ['a', 1],
    },
    invalid: { id: '2eb8aa08-aa98-41ea-b4aa-73b441d16380', kind: 'order', parent: {} },
  },
  'zod 4, with patterns that look ahead': {
    schema: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: {
        email: {
          type: 'string',
          format: 'email',
          pattern:
            "^(?!\\.)(?!.*\\.\\.)([A-Za-z0-9_'+\\-\\.]*)[A-Za-z0-9_+-]@([A-Za-z0-9][A-Za-z0-9\\-]*\\.)+[A-Za-z]{2,}$",
        },
        pair: { type: 'array', prefixItems: [{ type: 'string' }], items: { type: 'number' } },
        shape: {
          oneOf: [
            { type: 'object', properties: { is: { const: 'a' } }, required: ['is'] },
            { type: 'object', properties: { is: { const: 'b' } }, required: ['is'] },
          ],
        },
        counts: {
          type: 'object',
          propertyNames: { type: 'string' },
          additionalProperties: { type: 'integer', minimum: -9007199254740991 },
        },
      },
      required: ['email'],
      additionalProperties: false,
    },
    valid: { email: 'a.b@example.org', pair: ['x', 1, 2], shape: { is: 'b' }, counts: { a: 1 } },
    invalid: { email: 'a..b@example.org' },
  },
  'pydantic, with $defs and a discriminator': {
    schema: {
      $defs: {
        Cat: {
          properties: { pet: { const: 'cat', title: 'Pet', type: 'string' } },
          required: ['pet'],
          title: 'Cat',
          type: 'object',
        },
        Dog: {
          properties: {
            pet: { const: 'dog', title: 'Pet', type: 'string' },
            barks: { default: 0.5, exclusiveMinimum: 0, title: 'Barks', type: 'number' },
          },
          required: ['pet'],
          title: 'Dog',
          type: 'object',
        },
        Page_Order_: { title: 'Page[Order]', type: 'object' },
      },
      properties: {
        pet: {
          discriminator: {
            mapping: { cat: '#/$defs/Cat', dog: '#/$defs/Dog' },
            propertyName: 'pet',
          },
          oneOf: [{ $ref: '#/$defs/Cat' }, { $ref: '#/$defs/Dog' }],
          title: 'Pet',
        },
        page: { anyOf: [{ $ref: '#/$defs/Page_Order_' }, { type: 'null' }], default: null },
        price: {
          anyOf: [{ type: 'number' }, { pattern: '^\\d+(?:\\.\\d{1,2})?$', type: 'string' }],
        },
        seen: { items: { type: 'string' }, type: 'array', uniqueItems: true },
      },
      required: ['pet'],
      title: 'Owner',
      type: 'object',
    },
    valid: { pet: { pet: 'dog', barks: 1 }, page: null, price: '1.50', seen: ['a', 'b'] },
    invalid: { pet: { pet: 'dog', barks: 0 } },
  },
  'Go, by invopop/jsonschema': {
    schema: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: 'https://github.com/acme/orders/order',
      $ref: '#/$defs/Order',
      $defs: {
        Order: {
          properties: {
            id: { type: 'integer' },
            when: { type: 'string', format: 'date-time' },
            lines: { items: { $ref: '#/$defs/Line[int]' }, type: 'array' },
            data: true,
            raw: { type: 'string', contentEncoding: 'base64' },
          },
          additionalProperties: false,
          type: 'object',
          required: ['id', 'when'],
        },
        'Line[int]': {
          properties: { sku: { type: 'string', pattern: '^[A-Z]{3}-\\d+$' } },
          additionalProperties: false,
          type: 'object',
          required: ['sku'],
        },
      },
    },
    valid: { id: 1, when: '2024-01-02T03:04:05Z', lines: [{ sku: 'ABC-1' }], data: null },
    invalid: { id: 1, when: '2024-01-02T03:04:05Z', lines: [{ sku: 'abc' }] },
  },
  'OpenAPI-like, with its components': {
    schema: {
      $ref: '#/components/schemas/Pet',
      components: {
        schemas: {
          Pet: {
            type: 'object',
            required: ['name'],
            properties: {
              name: { type: 'string', example: 'Rex', nullable: true },
              tag: { type: 'string', nullable: true, enum: ['a', null] },
              size: { type: 'integer', format: 'int32', xml: { attribute: true } },
              owner: { allOf: [{ $ref: '#/components/schemas/Owner' }], readOnly: true },
            },
          },
          Owner: { type: 'object', properties: { pets: { $ref: '#/components/schemas/Pets' } } },
          Pets: { type: 'array', items: { $ref: '#/components/schemas/Pet' } },
        },
      },
    },
    valid: { name: 'Rex', owner: { pets: [{ name: 'Tom' }] } },
    invalid: { name: 'Rex', owner: { pets: [{}] } },
  },
  'TypeBox, recursive, with an $id for each use': {
    schema: {
      type: 'object',
      properties: {
        left: { $id: 'T0', type: 'object', properties: { next: { $ref: 'T0' } } },
        right: { $id: 'T0', type: 'object', properties: { next: { $ref: 'T0' } } },
      },
    },
    valid: { left: { next: { next: {} } } },
    invalid: { right: { next: { next: 5 } } },
  },
  'a tree': {
    schema: {
      type: 'object',
      properties: { value: true, children: { type: 'array', items: { $ref: '#' } } },
      required: ['value'],
    },
    valid: { value: 1, children: [{ value: 2, children: [] }] },
    invalid: { value: 1, children: [{ children: [] }] },
  },
  'all of JSON': {
    schema: {
      anyOf: [
        { type: ['string', 'number', 'boolean', 'null'] },
        { type: 'array', items: { $ref: '#' } },
        { type: 'object', additionalProperties: { $ref: '#' } },
      ],
      maxProperties: 3,
    },
    valid: { a: [1, { b: null }] },
    invalid: { a: [{ b: 1, c: 2, d: 3, e: 4 }] },
  },
  'conditions, dependencies and unevaluatedProperties': {
    schema: {
      type: 'object',
      properties: { pays: { enum: ['card', 'cash'] } },
      if: { properties: { pays: { const: 'card' } }, required: ['pays'] },
      then: { properties: { number: { type: 'string' } }, required: ['number'] },
      else: { properties: { change: false } },
      dependentRequired: { number: ['expires'] },
      dependentSchemas: { expires: { properties: { expires: { format: 'date' } } } },
      allOf: [{ properties: { note: { type: 'string' } } }],
      unevaluatedProperties: false,
    },
    valid: { pays: 'card', number: '1', expires: '2030-01-01', note: '' },
    invalid: { pays: 'card', number: '1', expires: '2030-01-01', extra: 1 },
  },
  'an extensible tree by $dynamicRef': {
    schema: {
      $id: 'strict-tree',
      $dynamicAnchor: 'node',
      $ref: 'tree',
      unevaluatedProperties: false,
      $defs: {
        tree: {
          $id: 'tree',
          $dynamicAnchor: 'node',
          type: 'object',
          properties: { data: true, children: { items: { $dynamicRef: '#node' } } },
        },
      },
    },
    valid: { children: [{ data: 1 }] },
    invalid: { children: [{ daat: 1 }] },
  },
  'draft-07 with anchors and dependencies': {
    schema: {
      $schema: 'http://json-schema.org/draft-07/schema#',
      definitions: { name: { $id: '#name', type: 'string', minLength: 1 } },
      properties: { first: { $ref: '#name' }, last: { $ref: '#name' } },
      dependencies: { first: ['last'], last: { required: ['first'] } },
    },
    valid: { first: 'Ada', last: 'L' },
    invalid: { first: 'Ada' },
  },
}

for (const [origin, { schema, valid, invalid }] of Object.entries(samples))
  test(`a schema from ${origin} may be stored, and tells right from wrong`, () => {
    expect(findSchemaFaults(schema)).toEqual([])

    const check = createSchemaCache().checkFor('any', schema)
    expect(check(valid)).toEqual([])
    expect(check(invalid)).not.toEqual([])
  })
