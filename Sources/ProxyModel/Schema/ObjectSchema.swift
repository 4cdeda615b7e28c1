/// The table of a type's fields: it alone decides what is read, written, shown, stored and documented.
package struct ObjectSchema<Root: Sendable>: Sendable {
    /// The name in OpenAPI, such as `ProxyTarget`.
    package let name: String
    /// In the order in which they are written.
    package let fields: [Field<Root>]
    private let groups: [FieldGroup<Root>]
    private let indexByName: [String: Int]
    private let blank: @Sendable () -> Root
    private let rules: @Sendable (Root) -> [SchemaIssue]

    /// Makes a table; `blank` gives every field its default, `rules` are the conditions over several fields.
    package init(
        _ name: String, blank: @escaping @Sendable () -> Root, fields: [Field<Root>],
        rules: @escaping @Sendable (Root) -> [SchemaIssue] = { _ in [] }
    ) {
        self.init(name, blank: blank, groups: [FieldGroup(fields)], rules: rules)
    }

    /// Makes a table of several groups of fields, in their order.
    package init(
        _ name: String, blank: @escaping @Sendable () -> Root, groups: [FieldGroup<Root>],
        rules: @escaping @Sendable (Root) -> [SchemaIssue] = { _ in [] }
    ) {
        self.name = name
        self.groups = groups
        self.fields = groups.flatMap(\.fields)
        self.indexByName = Dictionary(
            fields.enumerated().map { ($0.element.name, $0.offset) }, uniquingKeysWith: { first, _ in first })
        self.blank = blank
        self.rules = rules
    }

    /// Reads a new value; throws `SchemaProblem` with every issue found.
    package func decode(_ json: JSONValue, form: JSONForm) throws(SchemaProblem) -> Root {
        guard let object = json.objectValue else { throw .expected("an object", json) }
        var root = blank()
        var issues: [SchemaIssue] = []
        for field in fields where field.access == .required && object[field.name] == nil {
            issues.append(SchemaIssue(pointer: "/" + field.name, detail: "is required"))
        }
        issues += apply(object, to: &root, form: form)
        if issues.isEmpty { issues = rules(root) }
        guard issues.isEmpty else { throw SchemaProblem(issues) }
        return root
    }

    /// Changes the fields that are there and leaves the others; throws `SchemaProblem` and changes nothing when one is wrong.
    ///
    /// A field that the server sets may be there with the value that it has, so that what was read can be sent back.
    package func update(_ root: inout Root, with json: JSONValue, form: JSONForm) throws(SchemaProblem) {
        guard let object = json.objectValue else { throw .expected("an object", json) }
        var changed = root
        var issues = apply(object, to: &changed, form: form, current: root)
        if issues.isEmpty { issues = rules(changed) }
        guard issues.isEmpty else { throw SchemaProblem(issues) }
        root = changed
    }

    /// Writes a value in one of the forms, in the order of the table.
    package func encode(_ root: Root, form: JSONForm) -> JSONObject {
        var object = JSONObject()
        for group in groups where form == .request || group.isStored(root) {
            for field in group.fields {
                let isShown = form == .request ? field.access != .secret : field.isStored(root)
                if isShown { object.append(field.name, field.encode(root, form)) }
            }
        }
        return object
    }

    /// The names of the fields whose value is not their default.
    package func fieldsInUse(by root: Root) -> [String] { fields.filter { $0.isStored(root) }.map(\.name) }

    /// The values that fields have when they are not given.
    package var defaults: Root { blank() }

    /// Applies in the order of the table, so that the result does not depend on the order of the members.
    private func apply(
        _ object: JSONObject, to root: inout Root, form: JSONForm, current: Root? = nil
    ) -> [SchemaIssue] {
        var issues: [SchemaIssue] = []
        var found: [(index: Int, value: JSONValue)] = []
        found.reserveCapacity(object.members.count)
        for member in object.members {
            guard let index = indexByName[member.name], form != .request || fields[index].access != .secret else {
                issues.append(SchemaIssue(detail: "no such field").nested(under: member.name))
                continue
            }
            if form == .request, fields[index].access == .readOnly {
                if current.map({ fields[index].encode($0, form) }) != member.value {
                    issues.append(SchemaIssue(detail: "is set by the server").nested(under: member.name))
                }
                continue
            }
            found.append((index, member.value))
        }
        found.sort { $0.index < $1.index }
        for (index, value) in found {
            do throws(SchemaProblem) {
                try fields[index].decode(value, object, form, &root)
            } catch {
                issues += error.nested(under: fields[index].name).issues
            }
        }
        return issues
    }
}

extension ValueSchema {
    /// An object with a table of its own; absent members have their defaults.
    package static func object(_ schema: ObjectSchema<Value>) -> ValueSchema {
        ValueSchema(
            schema.definition(.request),
            decode: { (json, form) throws(SchemaProblem) in try schema.decode(json, form: form) },
            encode: { value, form in .object(schema.encode(value, form: form)) })
    }
}
