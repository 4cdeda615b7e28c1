internal import ProxyModel

/// What an operation has to say, before it is put into the form that the client asked for.
enum OperationResult: Sendable {
    /// One object; `revision` becomes the `ETag`, `location` the path of what was created.
    case object(JSONObject, revision: Revision? = nil, location: String? = nil)
    /// One object that goes on by itself: the `ETag` tells what a change has to match, and spares no reading.
    case live(JSONObject, revision: Revision)
    /// A list of which only the wanted page is made; `members` go beside the list.
    case list(
        count: Int, revision: Revision? = nil, members: JSONObject = JSONObject(),
        elements: @Sendable (Range<Int>) -> [JSONObject])
    /// Text of the type that the operation declares.
    case text([UInt8])
    /// No content.
    case nothing
    /// An object with a status of its own.
    case status(Int, JSONObject)

    /// A list that is complete already.
    static func list(
        _ elements: [JSONObject], revision: Revision? = nil, members: JSONObject = JSONObject()
    ) -> OperationResult {
        .list(count: elements.count, revision: revision, members: members) { Array(elements[$0]) }
    }
}
