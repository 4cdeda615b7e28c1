internal import ProxyModel

/// The fields of a value that a client wants changed.
struct Patch<Root: Sendable>: Sendable {
    let schema: ObjectSchema<Root>
    let json: JSONValue

    /// Changes the value; throws a 422 and changes nothing when a field is wrong.
    func apply(to root: inout Root) throws(Problem) {
        do throws(SchemaProblem) {
            try schema.update(&root, with: json, form: .request)
        } catch {
            throw Problem(error)
        }
    }
}
