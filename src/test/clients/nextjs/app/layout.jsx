import '../../harness/style.css';

export const metadata = { title: 'A bank in Next.js' };

export default function Layout({ children }) {
    return (
        <html lang="en">
            <body>
                <main>{children}</main>
            </body>
        </html>
    );
}
