# Kouan for offline use: captures and reports are mounted at /audit, nothing is fetched at run time.
#   docker build -t kouan .
#   docker run --rm --network none -v "$PWD:/audit" kouan audit trace.pcap
FROM python:3.12-slim AS build
WORKDIR /src
RUN python -m venv /kouan
COPY constraints.txt pyproject.toml README.md LICENSE ./
COPY agent agent
COPY geo geo
COPY policies policies
COPY reports reports
# Wheels only: no compiler in the image, and no package runs code of its own while it is installed.
RUN /kouan/bin/pip wheel --no-cache-dir --no-deps --wheel-dir /dist . \
 && /kouan/bin/pip install --no-cache-dir --only-binary :all: --constraint constraints.txt /dist/*.whl

FROM python:3.12-slim
# The four packages have plain names: a folder called `geo` where the command is run must not stand in for ours.
ENV PYTHONSAFEPATH=1 PYTHONDONTWRITEBYTECODE=1 PATH=/kouan/bin:$PATH
RUN useradd --uid 10001 --no-create-home --home-dir /audit kouan
COPY --from=build /kouan /kouan
WORKDIR /audit
USER 10001
ENTRYPOINT ["kouan"]
CMD ["--help"]
