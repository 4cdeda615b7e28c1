/// The look of every page.
///
/// All texts have a contrast of at least 4.5 with what they stand on, and the edges of fields and buttons of 3
/// (WCAG 2.2, 1.4.3 and 1.4.11), in both colour schemes.
enum Stylesheet {
    static let text: StaticString = """
        :root{color-scheme:light dark;
        --ground:#f3f4f7;--surface:#fff;--raised:#f8f9fb;--text:#171a21;--muted:#525a68;--line:#dde1e8;--edge:#848c9b;
        --accent:#1d57c9;--accent-strong:#16459f;--on-accent:#fff;--focus:#1d57c9;
        --red:#a8211b;--red-ground:#fdf0ef;--amber:#7a4b00;--amber-ground:#fff6e0;--green:#17653a;--green-ground:#ecf8f0;
        --blue:#1d4f9e;--blue-ground:#eef4fe;--shadow:0 1px 2px rgba(20,25,40,.06),0 8px 24px rgba(20,25,40,.07)}
        @media (prefers-color-scheme:dark){:root{
        --ground:#0f1217;--surface:#181c23;--raised:#1f242d;--text:#eceef2;--muted:#a8b0be;--line:#2d343f;--edge:#6d7686;
        --accent:#8db6ff;--accent-strong:#b0cdff;--on-accent:#0a1a36;--focus:#8db6ff;
        --red:#ff9d95;--red-ground:#331917;--amber:#f3c26b;--amber-ground:#2f2410;--green:#84d6a4;--green-ground:#12291c;
        --blue:#a5c7ff;--blue-ground:#16233a;--shadow:0 1px 2px rgba(0,0,0,.4),0 8px 24px rgba(0,0,0,.3)}}
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
        body{margin:0;min-height:100vh;background:var(--ground);color:var(--text);
        font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:anywhere}
        .top{border-bottom:1px solid var(--line);background:var(--surface)}
        .bar{display:flex;align-items:center;justify-content:space-between;gap:1rem;max-width:54rem;min-height:3.5rem;
        margin:0 auto;padding:.5rem 1.25rem}
        .brand{display:inline-flex;align-items:center;gap:.5rem;font-weight:650;letter-spacing:-.01em}
        .brand svg{color:var(--accent)}
        .who{color:var(--muted);font-size:.875rem;text-align:right}
        .who b{color:var(--text);font-weight:600}
        main{margin:0 auto;padding:2.5rem 1.25rem 4rem}
        main.narrow{max-width:31rem}
        main.wide{max-width:54rem}
        h1{margin:0 0 1.25rem;font-size:1.625rem;line-height:1.25;font-weight:680;letter-spacing:-.02em;text-wrap:balance}
        h2{margin:0 0 .75rem;font-size:1.0625rem;line-height:1.35;font-weight:650;letter-spacing:-.005em}
        h3{margin:0;font-size:1rem;font-weight:620}
        p{margin:0 0 1rem}
        p:last-child{margin-bottom:0}
        .lead{color:var(--muted);margin-top:-.5rem}
        .muted,.hint{color:var(--muted);font-size:.875rem}
        a{color:var(--accent);text-underline-offset:.18em}
        a:hover{color:var(--accent-strong)}
        code,.code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.9375em}
        .card{background:var(--surface);border:1px solid var(--line);border-radius:14px;padding:1.5rem;margin:0 0 1.25rem;
        box-shadow:var(--shadow)}
        .card>:last-child{margin-bottom:0}
        .field{margin:0 0 1.125rem}
        label,legend{display:block;font-weight:600;font-size:.9375rem;margin:0 0 .3rem;padding:0}
        .card form+form{margin-top:1rem}
        fieldset{border:0;margin:0 0 1.125rem;padding:0;min-width:0}
        .hint{margin:-.15rem 0 .35rem}
        .problem{margin:.35rem 0 0;color:var(--red);font-size:.875rem;font-weight:550}
        input[type=text],input[type=password],input[type=email],input[type=number],select{width:100%;min-height:2.875rem;
        padding:.55rem .8rem;border:1px solid var(--edge);border-radius:9px;background:var(--surface);color:var(--text);
        font:inherit}
        @media (forced-colors:none){select{appearance:none;-webkit-appearance:none;padding-right:2.4rem;
        background-image:linear-gradient(45deg,transparent 50%,var(--muted) 50%),
        linear-gradient(135deg,var(--muted) 50%,transparent 50%);background-repeat:no-repeat;
        background-position:right 1.225rem center,right .9rem center;background-size:.34rem .34rem}}
        input[aria-invalid]{border-color:var(--red);border-width:2px}
        .check{display:flex;gap:.6rem;align-items:flex-start;font-weight:450;margin:.35rem 0}
        .check input{width:1.15rem;height:1.15rem;margin:.2rem 0 0;flex:none;accent-color:var(--accent)}
        .big input{font-size:1.5rem;letter-spacing:.18em;text-align:center;text-transform:uppercase;
        font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
        button,.button{display:inline-flex;align-items:center;justify-content:center;min-height:2.875rem;padding:.55rem 1.2rem;
        border:1px solid transparent;border-radius:9px;font:inherit;font-weight:600;text-decoration:none;text-align:center;
        cursor:pointer}
        .primary,.primary:visited{background:var(--accent);color:var(--on-accent)}
        .primary:hover{background:var(--accent-strong);color:var(--on-accent)}
        .secondary{background:var(--surface);color:var(--text);border-color:var(--edge)}
        .secondary:hover{background:var(--raised);color:var(--text)}
        .danger{background:var(--surface);color:var(--red);border-color:var(--red)}
        .danger:hover{background:var(--red-ground)}
        button.quiet,.button.quiet{min-height:2.25rem;padding:.25rem .7rem;font-size:.875rem;background:transparent;
        color:var(--accent);border-color:var(--edge)}
        button.quiet:hover,.button.quiet:hover{background:var(--raised)}
        .actions{display:flex;flex-wrap:wrap;gap:.75rem;margin:1.5rem 0 0}
        .narrow .actions>*{flex:1 1 auto;min-width:8rem}
        .part{margin:1.5rem 0 1rem;padding-top:1.25rem;border-top:1px solid var(--line)}
        .switch{margin:1rem 0 0;text-align:center}
        .stack>*{width:100%;margin:0 0 .75rem}
        :focus-visible{outline:3px solid var(--focus);outline-offset:2px;border-radius:9px}
        .notice{border:1px solid;border-left-width:5px;border-radius:10px;padding:.85rem 1rem;margin:0 0 1.25rem}
        .notice p{margin:0}
        .notice div{margin-top:.25rem;color:var(--text)}
        .notice div p+p{margin-top:.5rem}
        .notice strong{font-weight:650}
        .error{color:var(--red);background:var(--red-ground)}
        .warning{color:var(--amber);background:var(--amber-ground)}
        .success{color:var(--green);background:var(--green-ground)}
        .information{color:var(--blue);background:var(--blue-ground)}
        .facts{margin:0 0 1.25rem}
        .facts>div{display:grid;grid-template-columns:9rem 1fr;gap:.25rem 1rem;padding:.65rem 0;border-top:1px solid var(--line)}
        .facts>div:first-child{border-top:0;padding-top:0}
        dt{color:var(--muted);font-size:.9375rem}
        dd{margin:0;min-width:0}
        ul.plain,ul.rows{list-style:none;margin:0 0 1.25rem;padding:0}
        ul.plain li{position:relative;padding:.2rem 0 .2rem 1.6rem}
        ul.plain li::before{content:"";position:absolute;left:.2rem;top:.72em;width:.7rem;height:.38rem;
        border:solid var(--accent);border-width:0 0 2px 2px;transform:rotate(-45deg)}
        ul.rows>li{display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between;gap:.5rem 1rem;
        padding:.9rem 0;border-top:1px solid var(--line)}
        ul.rows>li:first-child{border-top:0;padding-top:.25rem}
        ul.rows>li:last-child{padding-bottom:.25rem}
        ul.rows>li>div{flex:1 1 16rem;min-width:0}
        ul.rows form{margin:0}
        ul.rows p{margin:.1rem 0 0}
        .secret{display:block;padding:.9rem 1rem;margin:0 0 1rem;border:1px dashed var(--edge);border-radius:10px;
        background:var(--raised);font-size:1rem;user-select:all;-webkit-user-select:all}
        .or{display:flex;align-items:center;gap:.75rem;margin:1.25rem 0;color:var(--muted);font-size:.875rem}
        .or::before,.or::after{content:"";flex:1;border-top:1px solid var(--line)}
        .tag{display:inline-block;padding:.05rem .5rem;border:1px solid var(--line);border-radius:99px;
        background:var(--raised);color:var(--muted);font-size:.8125rem;font-weight:550}
        .split{display:grid;gap:0 1rem}
        @media (min-width:42rem){.split{grid-template-columns:1fr 1fr}}
        @media (max-width:30rem){main{padding-top:1.5rem}h1{font-size:1.4375rem}.card{padding:1.15rem}
        .facts>div{grid-template-columns:1fr;gap:0}}
        @media (prefers-reduced-motion:no-preference){button,.button{transition:background-color .12s}}
        @media (forced-colors:active){.notice,.card,button,.button{border:1px solid}}
        """
}
