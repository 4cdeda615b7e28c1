import ProxyModel
import Testing

@testable import ProxyCore

struct `Method matching` {
    @Test func `a route without methods takes every method`() throws {
        let fixture = RoutingFixture()
        fixture.put(try proxy("h"))
        fixture.put(route("r", "/"))
        for method in ["GET", "CONNECT", "PROPFIND", "get"] { #expect(fixture.match("h", method: method).route != nil) }
    }

    @Test func `methods are compared by their exact spelling, and HEAD is not GET`() throws {
        let fixture = RoutingFixture()
        fixture.put(try proxy("h"))
        fixture.put(route("r", "/") { $0.methods = ["GET", "PROPFIND"] })
        let methods = ["GET", "PROPFIND", "HEAD", "get", "Propfind", "MKCOL", "POST"]
        #expect(methods.filter { fixture.match("h", method: $0).route != nil } == ["GET", "PROPFIND"])
    }

    @Test func `a route with an empty list takes no method`() throws {
        let fixture = RoutingFixture()
        fixture.put(try proxy("h"))
        fixture.put(route("r", "/") { $0.methods = [] })
        #expect(fixture.match("h").route == nil)
    }

    @Test func `routes that change and go leave no method name behind`() throws {
        let fixture = RoutingFixture()
        fixture.put(try proxy("h"))
        for round in 0..<200 { fixture.put(route("r", "/") { $0.methods = ["M\(round)"] }) }
        #expect(fixture.match("h", method: "M199").route?.id == "r")
        fixture.delete(.routes, "r")
        #expect(fixture.table.methods.bit(.other, token: Array("M199".utf8).span) == MethodBook.unlisted)
    }

    @Test func `names of methods give their place back when no route lists them`() {
        let book = MethodBook()
        for round in 0..<200 {
            let name = ["M\(round)"]
            #expect(book.acquire(name) != 0)
            #expect(book.bit(.other, token: Array("M\(round)".utf8).span) != MethodBook.unlisted)
            book.release(name)
            #expect(book.bit(.other, token: Array("M\(round)".utf8).span) == MethodBook.unlisted)
        }
    }

    @Test func `a name for which there is no place matches nothing`() {
        let book = MethodBook()
        let masks = (0..<60).map { book.acquire(["M\($0)"]) }
        #expect(masks.filter { $0 != 0 }.count == 54)
        #expect(Set(masks.filter { $0 != 0 }).count == 54)
        #expect(book.bit(.other, token: Array("M59".utf8).span) == MethodBook.unlisted)
    }
}
