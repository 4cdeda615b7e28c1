internal import ProxyModel

/// One page of a list.
struct Page {
    let number: Int
    let size: Int
    let total: Int

    /// Reads `page` and `per_page`; throws a 422 for what is out of range.
    init(_ query: QueryParameters, total: Int) throws(Problem) {
        number = try query.number("page", in: 1...1_000_000, default: 1)
        size = try query.number("per_page", in: 1...500, default: 50)
        self.total = total
    }

    /// Which elements of the whole list; empty beyond its end.
    var range: Range<Int> {
        let start = min((number - 1) * size, total)
        return start..<min(start + size, total)
    }

    var json: JSONValue {
        [
            "page": .integer(Int64(number)), "per_page": .integer(Int64(size)), "total": .integer(Int64(total)),
            "pages": .integer(Int64((total + size - 1) / size)),
        ]
    }
}
