-- CreateTable
CREATE TABLE "kpi_series" (
    "id" UUID NOT NULL,
    "org_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "unit" TEXT NOT NULL DEFAULT '',
    "direction" TEXT NOT NULL DEFAULT 'up',
    "aggregate" TEXT NOT NULL DEFAULT 'sum',
    "owner" TEXT NOT NULL DEFAULT '',
    "target" DOUBLE PRECISION,
    "is_sample" BOOLEAN NOT NULL DEFAULT false,
    "is_defined" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "kpi_series_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "kpi_import" (
    "id" UUID NOT NULL,
    "org_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'staged',
    "person_id" UUID,
    "figures" INTEGER NOT NULL DEFAULT 0,
    "kept_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "kpi_import_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "kpi_point" (
    "org_id" UUID NOT NULL,
    "series_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "import_id" UUID NOT NULL,
    "value" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "kpi_point_pkey" PRIMARY KEY ("series_id","day","import_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "kpi_series_org_id_key_key" ON "kpi_series"("org_id", "key");

-- CreateIndex
CREATE INDEX "kpi_import_org_id_created_at_idx" ON "kpi_import"("org_id", "created_at");

-- CreateIndex
CREATE INDEX "kpi_point_import_id_idx" ON "kpi_point"("import_id");

-- AddForeignKey
ALTER TABLE "kpi_series" ADD CONSTRAINT "kpi_series_org_id_fkey" FOREIGN KEY ("org_id") REFERENCES "org"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "kpi_import" ADD CONSTRAINT "kpi_import_org_id_fkey" FOREIGN KEY ("org_id") REFERENCES "org"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "kpi_point" ADD CONSTRAINT "kpi_point_series_id_fkey" FOREIGN KEY ("series_id") REFERENCES "kpi_series"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "kpi_point" ADD CONSTRAINT "kpi_point_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "kpi_import"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE kpi_series ENABLE ROW LEVEL SECURITY;
ALTER TABLE kpi_series FORCE ROW LEVEL SECURITY;
CREATE POLICY own_org ON kpi_series TO bellhop_tenant USING (org_id = (SELECT current_org())) WITH CHECK (org_id = (SELECT current_org()));
ALTER TABLE kpi_import ENABLE ROW LEVEL SECURITY;
ALTER TABLE kpi_import FORCE ROW LEVEL SECURITY;
CREATE POLICY own_org ON kpi_import TO bellhop_tenant USING (org_id = (SELECT current_org())) WITH CHECK (org_id = (SELECT current_org()));
ALTER TABLE kpi_point ENABLE ROW LEVEL SECURITY;
ALTER TABLE kpi_point FORCE ROW LEVEL SECURITY;
CREATE POLICY own_org ON kpi_point TO bellhop_tenant USING (org_id = (SELECT current_org())) WITH CHECK (org_id = (SELECT current_org()));
GRANT SELECT, INSERT, UPDATE, DELETE ON kpi_series, kpi_import, kpi_point TO bellhop_tenant;
